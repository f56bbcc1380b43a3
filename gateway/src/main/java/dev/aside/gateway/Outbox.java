package dev.aside.gateway;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** What waits for one client, in order. Thread-safe. */
final class Outbox {
  /** Bytes that may wait; a client further behind is closed and comes back. */
  static final int MAX_BYTES = 1 << 20;

  /** How long something may wait without anything being taken. */
  static final Duration WRITE_DEADLINE = Duration.ofSeconds(10);

  private final TimeSource time;
  private final Queue<byte[]> lines = new ArrayDeque<>(); // guarded by this
  private int bytes; // guarded by this
  private long progressNanos; // guarded by this
  private boolean closed; // guarded by this

  Outbox(TimeSource time) {
    this.time = time;
  }

  /** Puts in a line, which is not to be changed any more; false if the client is too far behind. */
  synchronized boolean offer(byte[] line) {
    if (closed) {
      return true; // nobody waits for it
    }
    if (bytes > 0 && (long) bytes + line.length > MAX_BYTES) {
      return false;
    }
    if (lines.isEmpty()) {
      progressNanos = time.nanoTime();
    }
    lines.add(line);
    bytes += line.length;
    return true;
  }

  /** Takes lines of about {@code most} bytes together, and at least one if there is any. */
  synchronized List<byte[]> take(int most) {
    List<byte[]> taken = new ArrayList<>();
    int sum = 0;
    for (byte[] next = lines.peek(); next != null; next = lines.peek()) {
      if (sum > 0 && sum + next.length > most) {
        break;
      }
      taken.add(next);
      lines.remove();
      sum += next.length;
    }
    bytes -= sum;
    progressNanos = time.nanoTime();
    return taken;
  }

  synchronized boolean isStuck() {
    return !lines.isEmpty() && time.nanoTime() - progressNanos > WRITE_DEADLINE.toNanos();
  }

  synchronized int bytes() {
    return bytes;
  }

  /** Forgets what waits, and takes no more. */
  synchronized void close() {
    closed = true;
    lines.clear();
    bytes = 0;
  }
}
