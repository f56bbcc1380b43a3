package dev.aside.redis.fleet;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The {@link Oracle} as the processes of a fleet see it. Thread-safe. */
final class Database {
  private final int port;
  private final int member;
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

  private record Connection(DataInputStream in, DataOutputStream out) {}

  Database(int port, int member) {
    this.port = port;
    this.member = member;
  }

  /** The answer to {@code request}, one of {@link Oracle}'s. */
  long ask(int request, int key) throws IOException {
    @Nullable Connection connection = idle.poll();
    if (connection == null) {
      Socket socket = open(port, request, member);
      connection =
          new Connection(
              new DataInputStream(socket.getInputStream()),
              new DataOutputStream(socket.getOutputStream()));
    }
    connection.out().write(new byte[] {(byte) request, (byte) (key >> Byte.SIZE), (byte) key});
    long answer = connection.in().readLong();
    idle.add(connection);
    return answer;
  }

  /** A connection that has said what it is for and who we are. */
  static Socket open(int port, int kind, int member) throws IOException {
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeByte(kind);
    out.writeInt(member);
    return socket;
  }

  /**
   * Whether all processes of this machine have one monotonic clock, as CLOCK_MONOTONIC is: then the
   * other's time lies between two of ours, each time.
   */
  boolean hasOurClock() throws IOException {
    for (int i = 0; i < 100; i++) {
      long before = System.nanoTime();
      long theirs = ask(Oracle.TIME, 0);
      long after = System.nanoTime();
      if (theirs - before < 0 || after - theirs < 0) {
        return false;
      }
    }
    return true;
  }
}
