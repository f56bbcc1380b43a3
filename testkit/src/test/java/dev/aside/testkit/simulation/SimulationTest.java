package dev.aside.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many fleets, each of one seed, a seed on one thread.
 *
 * <pre>
 *   -Daside.simulation.seeds=100000    so many
 *   -Daside.simulation.from=4711       from this one on; alone, with what happens in it
 *   -Daside.simulation.minutes=600     as many as fit into so much time, others each time
 * </pre>
 */
final class SimulationTest {
  /** As many as the machines of CI have cores. */
  private static final int THREADS = 2;

  private static final int DEFAULT_SEEDS = 10_000;

  /** From so many on everything must have taken part. */
  private static final int ENOUGH = 100;

  private static final Duration MAX_TIME = Duration.ofDays(1);

  /** Kept here, as the logging framework forgets loggers that nobody holds. */
  private static final Logger WARNINGS = Logger.getLogger("dev.aside.cache");

  /** Thousands of outages are the point, and their warnings are not news. */
  @BeforeAll
  static void silence() {
    WARNINGS.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    WARNINGS.setLevel(null);
  }

  @Test
  void run_manySeeds_noReadBreaksAPromise() {
    Seeds seeds = seeds().run(THREADS);
    System.out.println(seeds + ": " + seeds.violations().size() + " violations");

    assertEquals(List.of(), seeds.violations().stream().limit(5).toList());
    if (seeds.done() >= ENOUGH) {
      assertEquals(EnumSet.allOf(Fault.class), seeds.faults().keySet(), "every kind has hit");
      assertTrue(seeds.localHits() > seeds.done(), "L1 takes part");
      assertTrue(seeds.stale() > seeds.done(), "stale windows take part");
      assertTrue(seeds.outdatedByTag() > seeds.done(), "tags take part");
    }
  }

  private static Seeds seeds() {
    Integer minutes = Integer.getInteger("aside.simulation.minutes");
    if (minutes != null) {
      long first = Long.getLong("aside.simulation.from", System.currentTimeMillis() << 16);
      return new Seeds(first, Integer.MAX_VALUE, Duration.ofMinutes(minutes));
    }
    long count = Integer.getInteger("aside.simulation.seeds", DEFAULT_SEEDS);
    return new Seeds(Long.getLong("aside.simulation.from", 1), count, MAX_TIME);
  }

  @Test
  void run_sameSeedTwice_isTheSame() {
    for (long seed = 1; seed <= 5; seed++) {
      List<String> once = new ArrayList<>();
      List<String> again = new ArrayList<>();

      OwnWorkload.run(seed, once::add);
      OwnWorkload.run(seed, again::add);

      assertEquals(once, again);
    }
  }
}
