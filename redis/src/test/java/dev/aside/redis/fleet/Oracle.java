package dev.aside.redis.fleet;

import dev.aside.testkit.RespClient;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The database of the fleet, in the JVM of the test: a version for each key, which processes read
 * and raise over sockets, and the log of what they report. It can kill a process just after it has
 * committed. Thread-safe.
 */
final class Oracle implements AutoCloseable {
  // What a process asks for, first byte of a request; the second and third are the key.
  static final int LOAD = 'L';
  static final int COMMIT = 'C';
  static final int COMMIT_IN_WRITE = 'W';
  static final int CURRENT = 'V';
  static final int TIME = 'T';

  /** First byte of a connection that only reports; see {@link Reports}. */
  static final int REPORT = 'R';

  /** Name of the cache whose write intents are looked for. */
  static final String CACHE = "v";

  /** A note that a write has been begun just now was to last for this much longer, at least. */
  private static final long FRESH_NOTE_MILLIS = FleetMember.INTENT_TTL.toMillis() - 1_000;

  private static final int HEADER = 64;
  private static final int WRITER = 16;

  private final int redisPort;
  private final Observer observer;
  private final ServerSocket listener;
  private final AtomicIntegerArray versions;
  private final AtomicIntegerArray loads;
  private final Map<Integer, Doom> doomed = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Hears of everything, on the threads of the connections. */
  interface Observer {
    /** A report of {@code member}'s; kinds and numbers are between it and the test. */
    void reported(int member, int kind, int key, int version, long nanos);

    /** {@code member} loads {@code key}, and is answered when this returns. */
    default void loading(int member, int key) {}

    /** Somebody has committed. */
    default void committed(int key) {}

    /** A write with an intent on record has committed {@code version}. */
    default void intended(int key, int version, long nanos) {}
  }

  /** Kills a process at its next commit of a kind. */
  private record Doom(int request, Runnable kill) {}

  Oracle(int keys, int redisPort, Observer observer) throws IOException {
    this.redisPort = redisPort;
    this.observer = observer;
    this.versions = new AtomicIntegerArray(keys);
    this.loads = new AtomicIntegerArray(keys);
    this.listener = new ServerSocket(0, 1_024, InetAddress.getByName("127.0.0.1"));
    thread("oracle-accept", this::acceptAll);
  }

  int port() {
    return listener.getLocalPort();
  }

  int current(int key) {
    return versions.get(key);
  }

  int loads(int key) {
    return loads.get(key);
  }

  /** Has {@code kill} run right after the next {@code request} of {@code member}, unanswered. */
  void doom(int member, int request, Runnable kill) {
    doomed.put(member, new Doom(request, kill));
  }

  /** Whether the kill is still to come; takes it back. */
  boolean pardon(int member) {
    return doomed.remove(member) != null;
  }

  private void acceptAll() {
    while (!closed) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        thread("oracle-serve", () -> serve(socket));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  static void thread(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection: who it is, and then requests, or reports. */
  private void serve(Socket socket) {
    try (socket;
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
      int kind = in.readByte();
      int member = in.readInt();
      if (kind == REPORT) {
        while (true) {
          observer.reported(member, in.readByte(), in.readShort(), in.readInt(), in.readLong());
        }
      } else {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        while (true) {
          answer(member, in.readByte(), in.readShort(), out);
        }
      }
    } catch (IOException e) {
      // The process has ended, perhaps in the middle of a report.
    }
  }

  private void answer(int member, int request, int key, DataOutputStream out) throws IOException {
    switch (request) {
      case LOAD -> {
        loads.incrementAndGet(key);
        observer.loading(member, key);
        out.writeLong(versions.get(key));
      }
      case CURRENT -> out.writeLong(versions.get(key));
      case TIME -> out.writeLong(System.nanoTime());
      default -> {
        int version = commit(key, request);
        Doom doom = doomed.get(member);
        if (doom != null && doom.request() == request && doomed.remove(member, doom)) {
          doom.kill().run();
        } else {
          out.writeLong(version);
        }
      }
    }
  }

  /** Raises the version; notes from when on C7 counts, if the intent stood before and after. */
  private int commit(int key, int request) {
    boolean intended = request == COMMIT_IN_WRITE && isIntended(key);
    int version = versions.incrementAndGet(key);
    long now = System.nanoTime();
    observer.committed(key);
    if (intended && isIntended(key)) {
      observer.intended(key, version, now);
    }
    return version;
  }

  /** Whether the server holds a note that somebody has begun to write just now. */
  private boolean isIntended(int key) {
    try (RespClient redis = RespClient.connect(redisPort)) {
      byte @Nullable [] entry = redis.bytes("GET", CACHE + ":" + key);
      if (entry == null || entry.length < HEADER + WRITER + Long.BYTES || entry[2] != 'W') {
        return false;
      }
      long deadline = ByteBuffer.wrap(entry).getLong(HEADER + WRITER); // the newest comes first
      long nowMillis = Long.parseLong(String.valueOf(redis.texts("TIME").get(0))) * 1_000;
      return deadline - nowMillis >= FRESH_NOTE_MILLIS;
    } catch (UncheckedIOException e) {
      return false; // the server is paused: nothing is known
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
  }
}
