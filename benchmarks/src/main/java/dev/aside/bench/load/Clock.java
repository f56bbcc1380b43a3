package dev.aside.bench.load;

/** When a round counts: after its lead-in, until its end. Immutable. */
record Clock(long fromNanos, long untilNanos) {
  /** Threads start and find each other before anything counts. */
  private static final double LEAD_IN_SECONDS = 0.1;

  static Clock of(double seconds) {
    long from = System.nanoTime() + (long) (LEAD_IN_SECONDS * 1e9);
    return new Clock(from, from + (long) (seconds * 1e9));
  }

  boolean isOver(long now) {
    return now - untilNanos >= 0;
  }

  boolean counts(long now) {
    return now - fromNanos >= 0 && !isOver(now);
  }

  double seconds() {
    return (untilNanos - fromNanos) / 1e9;
  }
}
