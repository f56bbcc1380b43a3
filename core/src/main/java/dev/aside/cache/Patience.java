package dev.aside.cache;

import java.util.concurrent.TimeUnit;

/** How long one flight waits for another process's load. Confined to its flight. */
final class Patience {
  /** A waiter looks for the other process's value first after this, then ever more slowly. */
  private static final long FIRST_POLL_MILLIS = 20;

  private static final long LAST_POLL_MILLIS = 200;

  /** Reads of one flight that end in "read again", before it loads without storing. */
  private static final int MAX_READS = 8;

  private final Setup<?, ?> setup;
  private final long startedNanos;
  private long pauseMillis = FIRST_POLL_MILLIS;
  private int reads;

  Patience(Setup<?, ?> setup) {
    this.setup = setup;
    this.startedNanos = setup.environment.time().nanoTime();
  }

  boolean readAgain() {
    return ++reads < MAX_READS;
  }

  /** 0 when the wait has taken longer than any lease can last. */
  long nextPauseMillis(long remainingMillis) {
    long waited = setup.environment.time().nanoTime() - startedNanos;
    long budget = setup.leaseMillis() + Setup.LEASE_SLACK_MILLIS;
    if (TimeUnit.NANOSECONDS.toMillis(waited) >= budget) {
      return 0;
    }
    long pause = Math.min(pauseMillis, Math.max(1, remainingMillis));
    pauseMillis = Math.min(LAST_POLL_MILLIS, pauseMillis * 3 / 2);
    double jitter = 0.5 + setup.environment.random().nextDouble() / 2;
    return Math.max(1, (long) (pause * jitter));
  }
}
