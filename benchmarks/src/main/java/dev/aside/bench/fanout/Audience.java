package dev.aside.bench.fanout;

import dev.aside.bench.load.Latencies;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What the sockets share. Confined to their one event loop, but for opening and the takes. */
final class Audience {
  /** More messages than are ever under way. */
  private static final int RING = 4_096;

  private final int sockets;
  private final int[] received = new int[RING];
  private final Semaphore open = new Semaphore(0);
  private final AtomicInteger lost = new AtomicInteger();
  private Histogram times = Latencies.empty();
  private long delivered;
  private @Nullable Runnable onComplete;

  Audience(int sockets) {
    this.sockets = sockets;
  }

  void opened() {
    open.release();
  }

  /** A socket was closed, or something else than a message came. */
  void lostOne() {
    lost.incrementAndGet();
  }

  int lost() {
    return lost.get();
  }

  void awaitOpen(int count, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    if (!open.tryAcquire(count, timeout, unit)) {
      throw new TimeoutException(
          "sockets: " + open.availablePermits() + " open (expected: " + count + ")");
    }
    open.release(count);
  }

  void whenComplete(@Nullable Runnable action) {
    onComplete = action;
  }

  /** One socket has message {@code number}. */
  void delivered(long number, long publishedNanos) {
    times.recordValue(Latencies.clamp(System.nanoTime() - publishedNanos));
    delivered++;
    int slot = (int) (number % RING);
    if (++received[slot] == sockets) {
      received[slot] = 0;
      if (onComplete != null) {
        onComplete.run();
      }
    }
  }

  Histogram takeTimes() {
    Histogram taken = times;
    times = Latencies.empty();
    return taken;
  }

  long takeDelivered() {
    long taken = delivered;
    delivered = 0;
    return taken;
  }
}
