package dev.aside.testkit.simulation;

/** For how long copies could not be trusted, in all. Confined to the simulation. */
final class Distrust {
  private final ProcessClock clock;
  private boolean present = true;
  private long sinceNanos;
  private long pastNanos;

  Distrust(ProcessClock clock) {
    this.clock = clock;
    this.sinceNanos = clock.nanoTime();
  }

  /** The barrier moves; it was too old for a while if there is more than the lag in between. */
  void barrier(long fromNanos, long toNanos, long lagNanos) {
    if (!present) {
      pastNanos += Math.max(0, toNanos - fromNanos - lagNanos);
    }
  }

  /** The epoch ends, with a barrier that may have been too old already. */
  void begins(long barrierNanos, long lagNanos) {
    present = true;
    sinceNanos = clock.nanoTime();
    pastNanos += Math.max(0, sinceNanos - barrierNanos - lagNanos);
  }

  /** An epoch begins. */
  void ends() {
    if (present) {
      present = false;
      pastNanos += clock.nanoTime() - sinceNanos;
    }
  }

  /** Until now, if the barrier has been too old for {@code lateNanos}. */
  long nanos(long lateNanos) {
    return pastNanos + (present ? clock.nanoTime() - sinceNanos : Math.max(0, lateNanos));
  }
}
