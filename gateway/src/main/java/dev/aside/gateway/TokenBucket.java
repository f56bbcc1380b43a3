package dev.aside.gateway;

import java.util.concurrent.TimeUnit;

/**
 * Allows a burst, and then so many per second: a bucket of permits that fills with time.
 * Thread-safe.
 */
final class TokenBucket {
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Rate rate;
  private double permits; // guarded by this
  private long filledNanos; // guarded by this

  TokenBucket(Rate rate, long nowNanos) {
    this.rate = rate;
    this.permits = rate.burst();
    this.filledNanos = nowNanos;
  }

  /** Takes a permit, if there is one. */
  synchronized boolean take(long nowNanos) {
    fill(nowNanos);
    if (permits < 1) {
      return false;
    }
    permits--;
    return true;
  }

  /** Whether it is as good as a new one. */
  synchronized boolean isFull(long nowNanos) {
    fill(nowNanos);
    return permits >= rate.burst();
  }

  private void fill(long nowNanos) {
    double gained = (nowNanos - filledNanos) / SECOND * rate.perSecond();
    permits = Math.min(rate.burst(), permits + Math.max(0, gained));
    filledNanos = nowNanos;
  }
}
