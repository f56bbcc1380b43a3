package dev.aside.redis;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait between tries to connect: twice as long each time up to a limit, of which a
 * random half, so that many processes do not come back at the same moment. Confined to one link.
 */
final class BackOff {
  static final Duration FIRST = Duration.ofMillis(50);
  static final Duration LONGEST = Duration.ofSeconds(1);

  private final RandomGenerator random;
  private Duration limit = FIRST;

  BackOff(RandomGenerator random) {
    this.random = random;
  }

  /** The wait before the next try: from half of the limit to all of it. */
  Duration next() {
    long half = limit.toNanos() / 2;
    limit = min(limit.multipliedBy(2), LONGEST);
    return Duration.ofNanos(half + random.nextLong(half + 1));
  }

  /** The server has proved to be there: begin anew. */
  void reset() {
    limit = FIRST;
  }

  private static Duration min(Duration a, Duration b) {
    return (a.compareTo(b) <= 0) ? a : b;
  }
}
