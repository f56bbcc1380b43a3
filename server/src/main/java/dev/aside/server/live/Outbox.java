package dev.aside.server.live;

import dev.aside.spi.TimeSource;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one session. A little is handed to the network; the rest waits here,
 * up to {@link LiveLimits#MAX_QUEUED}, where it can be dropped when the session is given up.
 * Confined to the session's loop.
 */
final class Outbox {

  /** Where a session's bytes go. */
  @FunctionalInterface
  interface Network {
    /** Writes {@code bytes} in order, and calls {@code written} on the loop when they have left. */
    void write(byte[] bytes, Runnable written);
  }

  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private final TimeSource time;
  private @Nullable Network network;
  private int waitingBytes;
  private int inNetwork;
  private long progressNanos;

  Outbox(TimeSource time) {
    this.time = time;
    this.progressNanos = time.nanoTime();
  }

  /** From now on there is somewhere to write to. */
  void open(Network network) {
    this.network = network;
    progressNanos = time.nanoTime();
    pump();
  }

  /**
   * Takes {@code bytes}, which must not be changed any more; false if the session is too far
   * behind. One message larger than the limit is taken when nothing else waits.
   */
  boolean offer(byte[] bytes) {
    if (waitingBytes > 0 && (long) waitingBytes + bytes.length > LiveLimits.MAX_QUEUED) {
      return false;
    }
    if (isIdle()) {
      progressNanos = time.nanoTime();
    }
    waiting.add(bytes);
    waitingBytes += bytes.length;
    pump();
    return true;
  }

  /** Whether something has been waiting for too long without any progress. */
  boolean isStuck() {
    return !isIdle() && time.nanoTime() - progressNanos > LiveLimits.WRITE_DEADLINE.toNanos();
  }

  /** Forgets what was not handed to the network yet. */
  void drop() {
    waiting.clear();
    waitingBytes = 0;
  }

  /** Whether everything has left. */
  boolean isIdle() {
    return waitingBytes == 0 && inNetwork == 0;
  }

  private void pump() {
    Network out = network;
    while (out != null && inNetwork < LiveLimits.MAX_IN_NETWORK) {
      byte[] bytes = waiting.poll();
      if (bytes == null) {
        return;
      }
      waitingBytes -= bytes.length;
      inNetwork += bytes.length;
      out.write(bytes, () -> written(bytes.length));
    }
  }

  private void written(int length) {
    inNetwork -= length;
    progressNanos = time.nanoTime();
    pump();
  }
}
