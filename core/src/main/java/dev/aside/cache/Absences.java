package dev.aside.cache;

import dev.aside.spi.TimeSource;
import java.time.Duration;

/**
 * How many absences may still be remembered at the server: so many in each stretch of time, so that
 * somebody who asks for random ids cannot fill it with them. Thread-safe.
 */
final class Absences {
  private final TimeSource time;
  private final long stretchNanos;
  private final int budget;
  private long startedNanos; // guarded by this
  private int taken; // guarded by this

  /** Of {@code budget} in each {@code stretch}. */
  Absences(TimeSource time, Duration stretch, int budget) {
    this.time = time;
    this.stretchNanos = Math.max(1, stretch.toNanos());
    this.budget = budget;
    this.startedNanos = time.nanoTime();
  }

  /** Takes one; false if none is left for now. */
  synchronized boolean take() {
    long now = time.nanoTime();
    if (now - startedNanos >= stretchNanos) {
      startedNanos = now;
      taken = 0;
    }
    if (taken >= budget) {
      return false;
    }
    taken++;
    return true;
  }
}
