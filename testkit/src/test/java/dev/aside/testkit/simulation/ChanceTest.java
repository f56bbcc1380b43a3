package dev.aside.testkit.simulation;

import static dev.aside.testkit.simulation.Mutant.CACHE;
import static dev.aside.testkit.simulation.Mutant.SIMULATION;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What chance is worth: without a rule, a few of the seeds of a build find that something is wrong,
 * though nobody has told them what to look for. Rules whose loss takes thousands of seeds to find
 * have their race written down only.
 */
final class ChanceTest {
  private static final int SEEDS = 1_000;

  /** Kept here, as the logging framework forgets loggers that nobody holds. */
  private static final Logger WARNINGS = Logger.getLogger("dev.aside.cache");

  @BeforeAll
  static void silence() {
    WARNINGS.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    WARNINGS.setLevel(null);
  }

  /** One seed after the other until something is found. */
  static final class ManySeeds implements Callable<List<String>> {
    @Override
    public List<String> call() {
      for (long seed = 1; seed <= SEEDS; seed++) {
        List<String> found = OwnWorkload.run(seed).simulation().violations();
        if (!found.isEmpty()) {
          System.out.println("FOUND " + found.get(0));
          return found;
        }
      }
      return List.of();
    }
  }

  @Test
  void fenceOff_isFound() throws Exception {
    Mutant.of()
        .returning(SIMULATION + "EntryScripts", "isGone", false)
        .returning(SIMULATION + "EntryScripts", "isLost", false)
        .isCaughtBy(ManySeeds.class);
  }

  @Test
  void dirtyReadsOff_isFound() throws Exception {
    Mutant.of()
        .advised(CACHE + "LocalTier", "put", RacesOfCopiesTest.NeverTouched.class)
        .isCaughtBy(ManySeeds.class);
  }

  @Test
  void barrierFirstOff_isFound() throws Exception {
    Mutant.of()
        .advised(CACHE + "LocalTier", "get", RacesOfCopiesTest.CopyFirst.class)
        .isCaughtBy(ManySeeds.class);
  }

  @Test
  void epochsOff_isFound() throws Exception {
    Mutant.of().doingNothing(CACHE + "Engine", "interrupted").isCaughtBy(ManySeeds.class);
  }

  @Test
  void nullPushOff_isFound() throws Exception {
    Mutant.of()
        .doingNothing(SIMULATION + "SimulatedCoherence", "flushed")
        .isCaughtBy(ManySeeds.class);
  }

  @Test
  void ownChangesOff_isFound() throws Exception {
    Mutant.of()
        .returning(SIMULATION + "SimulatedCoherence", "withoutOwn", true)
        .isCaughtBy(ManySeeds.class);
  }

  @Test
  void canaryOff_isFound() throws Exception {
    Mutant.of().doingNothing(SIMULATION + "Canary", "checkHeard").isCaughtBy(ManySeeds.class);
  }

  @Test
  void deadFlightsOff_isFound() throws Exception {
    Mutant.of().doingNothing(CACHE + "Flights", "kill").isCaughtBy(ManySeeds.class);
  }

  @Test
  void unverifiedFlightsOff_isFound() throws Exception {
    Mutant.of().returning(CACHE + "Flight", "changes", 0).isCaughtBy(ManySeeds.class);
  }

  @Test
  void replayOff_isFound() throws Exception {
    Mutant.of().doingNothing(CACHE + "Journal", "replay").isCaughtBy(ManySeeds.class);
  }

  @Test
  void journalOff_isFound() throws Exception {
    Mutant.of().doingNothing(CACHE + "Journal", "add").isCaughtBy(ManySeeds.class);
  }
}
