package dev.aside.testkit.simulation;

import java.util.random.RandomGenerator;

/** How long messages take: mostly less than half a millisecond, sometimes up to 50. */
final class Latency {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final int USUAL_MICROS = 500;
  private static final int SLOW_MICROS = 50_000;
  private static final int ONE_SLOW_IN = 10;

  private final RandomGenerator random;

  Latency(RandomGenerator random) {
    this.random = random;
  }

  long drawNanos() {
    int most = (random.nextInt(ONE_SLOW_IN) == 0) ? SLOW_MICROS : USUAL_MICROS;
    return random.nextInt(most) * NANOS_PER_MICRO;
  }
}
