package dev.aside.testkit;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What is to go wrong in one direction of a {@link ChaosProxy}. Thread-safe. */
final class Faults {
  private static final long NO_CUT = -1;

  private volatile long latencyNanos;
  private volatile long jitterNanos;
  private volatile long bytesPerSecond;
  private volatile boolean droppingPushes;
  private final AtomicLong droppedPushes = new AtomicLong();
  private final AtomicLong passedBytes = new AtomicLong();
  private boolean held; // guarded by this
  private long bytesToCut = NO_CUT; // guarded by this

  void delay(Duration latency, Duration jitter) {
    latencyNanos = latency.toNanos();
    jitterNanos = jitter.toNanos();
  }

  void limit(long bytes) {
    bytesPerSecond = bytes;
  }

  void dropPushes(boolean drop) {
    droppingPushes = drop;
  }

  boolean isDroppingPushes() {
    return droppingPushes;
  }

  void pushDropped() {
    droppedPushes.incrementAndGet();
  }

  long droppedPushes() {
    return droppedPushes.get();
  }

  void passed(int bytes) {
    passedBytes.addAndGet(bytes);
  }

  long passedBytes() {
    return passedBytes.get();
  }

  synchronized void hold(boolean hold) {
    held = hold;
    notifyAll();
  }

  synchronized void cutAfter(long bytes) {
    bytesToCut = bytes;
  }

  synchronized void heal() {
    latencyNanos = 0;
    jitterNanos = 0;
    bytesPerSecond = 0;
    droppingPushes = false;
    bytesToCut = NO_CUT;
    hold(false);
  }

  /** How much later bytes read now are to arrive. */
  long nextDelayNanos() {
    long jitter = jitterNanos;
    return latencyNanos + ((jitter > 0) ? ThreadLocalRandom.current().nextLong(jitter) : 0);
  }

  /** How long so many bytes take on the way. */
  long transferNanos(int bytes) {
    long perSecond = bytesPerSecond;
    return (perSecond > 0) ? bytes * Duration.ofSeconds(1).toNanos() / perSecond : 0;
  }

  /**
   * Waits until bytes may pass.
   *
   * @return how many of {@code bytes} may pass before the connection is to be reset; all of them:
   *     it is not
   */
  synchronized int admit(int bytes) throws InterruptedException {
    while (held) {
      wait();
    }
    if (bytesToCut == NO_CUT) {
      return bytes;
    }
    int admitted = (int) Math.min(bytes, bytesToCut);
    bytesToCut = (admitted < bytes) ? NO_CUT : bytesToCut - admitted;
    return admitted;
  }
}
