package dev.aside.cache;

import dev.aside.spi.TimeSource;
import java.time.Duration;

/**
 * A clock that stands still, so that whoever stalls is not late. Timers do run, after real time:
 * some look again for what nobody announces. Immutable.
 */
final class StillTime implements TimeSource {
  static final StillTime INSTANCE = new StillTime();

  /** What the clock shows. */
  static final long NOW = Duration.ofHours(1).toNanos();

  /** A barrier that nothing may be served by. */
  static final long TOO_LONG_AGO = NOW - Duration.ofMinutes(1).toNanos();

  private StillTime() {}

  @Override
  public long nanoTime() {
    return NOW;
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return TimeSource.system().schedule(delay, task);
  }
}
