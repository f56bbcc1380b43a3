package dev.aside.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.LongFunction;
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
    Seeds seeds = seeds(OwnWorkload::run, 1).run(THREADS);
    System.out.println(seeds + ": " + seeds.violations().size() + " violations");

    assertEquals(List.of(), seeds.violations().stream().limit(5).toList());
    if (seeds.done() >= 100) {
      assertEquals(EnumSet.allOf(Fault.class), seeds.faults().keySet(), "every kind has hit");
      assertTrue(seeds.localHits() > seeds.done(), "L1 takes part");
    }
  }

  /** Half as many: what is new here is how the features meet, not the faults. */
  @Test
  void run_everyFeatureAtOnce_noReadBreaksAPromise() {
    Seeds seeds = seeds(FeatureWorkload::run, 2).run(THREADS);
    System.out.println(
        seeds
            + ", "
            + FeatureWorkload.STALE_SERVED
            + " stale on purpose, "
            + FeatureWorkload.OUTDATED_BY_TAG
            + " outdated by a tag: "
            + seeds.violations().size()
            + " violations");

    assertEquals(List.of(), seeds.violations().stream().limit(5).toList());
    if (seeds.done() >= 100) {
      assertTrue(FeatureWorkload.STALE_SERVED.sum() > seeds.done(), "stale values were served");
      assertTrue(FeatureWorkload.OUTDATED_BY_TAG.sum() > seeds.done(), "tags took part");
    }
  }

  /**
   * The simulator's find: the stamp of the root was read while its invalidation waited for the
   * server, and the answer was handled when that had just been confirmed.
   */
  @Test
  void run_stampReadDuringAnUnconfirmedClear_isNotTrustedAfterIt() {
    assertEquals(List.of(), FeatureWorkload.run(4_098).simulation().violations());
  }

  /**
   * The simulator's find: a strict read followed the load whose lease it saw, and got what that
   * load's own callers had been served while it ran, from before an invalidation.
   */
  @Test
  void run_strictReadFollowsARefresh_getsWhatThatLoads() {
    assertEquals(List.of(), FeatureWorkload.run(2_534).simulation().violations());
  }

  private static Seeds seeds(LongFunction<OwnWorkload.Result> run, int part) {
    Integer minutes = Integer.getInteger("aside.simulation.minutes");
    if (minutes != null) {
      long first = Long.getLong("aside.simulation.from", System.currentTimeMillis() << 16);
      return new Seeds(run, first, Integer.MAX_VALUE, Duration.ofMinutes(minutes));
    }
    long count = Integer.getInteger("aside.simulation.seeds", DEFAULT_SEEDS);
    return new Seeds(run, Long.getLong("aside.simulation.from", 1), count / part, MAX_TIME);
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
