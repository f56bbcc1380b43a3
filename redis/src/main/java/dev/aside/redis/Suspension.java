package dev.aside.redis;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Notices that the machine stood still, as a virtual one does that is moved or put to sleep: its
 * monotonic clock may not have counted that time, so nothing measured by it can be trusted. A wall
 * clock that is set forward looks the same, and costs no more. Thread-safe.
 */
final class Suspension {
  /** More than the two clocks drift apart from one look to the next. */
  static final Duration TOLERANCE = Duration.ofMillis(500);

  private final TimeSource time;
  private long lastNanos; // guarded by this
  private long lastMillis; // guarded by this

  Suspension(TimeSource time) {
    this.time = time;
    this.lastNanos = time.nanoTime();
    this.lastMillis = time.wallMillis();
  }

  /** Whether it did so since the last look. */
  synchronized boolean look() {
    long nanos = time.nanoTime();
    long millis = time.wallMillis();
    long apart = millis - lastMillis - TimeUnit.NANOSECONDS.toMillis(nanos - lastNanos);
    lastNanos = nanos;
    lastMillis = millis;
    return apart > TOLERANCE.toMillis();
  }
}
