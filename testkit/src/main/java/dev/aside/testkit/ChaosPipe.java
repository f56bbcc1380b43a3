package dev.aside.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of one connection through a {@link ChaosProxy}. One thread reads and another
 * writes, so that a delay does not narrow the pipe.
 */
final class ChaosPipe {
  private static final int CHUNK_BYTES = 16 * 1024;

  /** Chunks under way; when it is full, the sender is made to wait. */
  private static final int MAX_CHUNKS = 4_096;

  private static final Chunk END = new Chunk(0, new byte[0]);

  private final Socket from;
  private final Socket to;
  private final Faults faults;
  private final PushFilter filter;
  private final Set<Socket> open;
  private final BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>(MAX_CHUNKS);

  private record Chunk(long dueNanos, byte[] bytes) {
    boolean isEnd() {
      return bytes.length == 0;
    }
  }

  ChaosPipe(Socket from, Socket to, Faults faults, Set<Socket> open) {
    this.from = from;
    this.to = to;
    this.faults = faults;
    this.filter = new PushFilter(faults::isDroppingPushes, faults::pushDropped);
    this.open = open;
  }

  void start() {
    thread("chaos-read", () -> untilFailure(this::readAll));
    thread("chaos-write", () -> untilFailure(this::writeAll));
  }

  /** Runs {@code body} on a daemon thread. */
  static void thread(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Closes so that the other end gets a TCP RST. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It was closed already, which is as good.
    }
  }

  private interface Body {
    void run() throws IOException, InterruptedException;
  }

  private void untilFailure(Body body) {
    try {
      body.run();
    } catch (IOException | InterruptedException e) {
      closeBoth();
    } finally {
      // Whichever of the two threads is still waiting for the other must see that this one is gone.
      if (from.isClosed()) {
        underWay.clear();
        underWay.offer(END);
      }
    }
  }

  private void readAll() throws IOException, InterruptedException {
    InputStream in = from.getInputStream();
    byte[] buffer = new byte[CHUNK_BYTES];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      underWay.put(
          new Chunk(System.nanoTime() + faults.nextDelayNanos(), Arrays.copyOf(buffer, n)));
    }
    underWay.put(END);
  }

  private void writeAll() throws IOException, InterruptedException {
    OutputStream out = to.getOutputStream();
    for (Chunk chunk = underWay.take(); !chunk.isEnd(); chunk = underWay.take()) {
      awaitTime(chunk.dueNanos());
      byte[] passing = filter.pass(chunk.bytes());
      int admitted = faults.admit(passing.length);
      LockSupport.parkNanos(faults.transferNanos(admitted));
      faults.passed(admitted);
      out.write(passing, 0, admitted);
      if (admitted < passing.length) {
        throw new IOException("cut");
      }
    }
    to.shutdownOutput();
    if (from.isOutputShutdown()) { // the other direction has ended too
      closeBoth();
    }
  }

  private static void awaitTime(long dueNanos) {
    for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void closeBoth() {
    for (Socket socket : new Socket[] {from, to}) {
      open.remove(socket);
      reset(socket);
    }
  }
}
