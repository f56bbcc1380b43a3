package dev.aside.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many fleets, each of one seed. A failing seed is printed and replays exactly: {@code new
 * Simulation(seed).run(STEPS)}. {@code -Daside.simulation.seeds=N} asks for more.
 */
final class SimulationTest {
  private static final int STEPS = 400;

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
    int seeds = Integer.getInteger("aside.simulation.seeds", 1_000);
    List<String> violations = new ArrayList<>();
    Map<Simulation.Event, Integer> happened = new EnumMap<>(Simulation.Event.class);
    long answers = 0;
    long localHits = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      Simulation simulation = new Simulation(seed).run(STEPS);
      violations.addAll(simulation.violations());
      simulation.happened().forEach((event, times) -> happened.merge(event, times, Integer::sum));
      answers += simulation.answers();
      localHits += simulation.localHits();
    }
    System.out.printf(
        "%d seeds, %d answers (%d local hits), %s: %d violations%n",
        seeds, answers, localHits, happened, violations.size());

    assertEquals(List.of(), violations.stream().limit(5).toList());
    assertEquals(Simulation.Event.values().length, happened.size(), "every kind has happened");
    assertTrue(localHits > seeds, "L1 takes part");
  }

  @Test
  void run_sameSeedTwice_isTheSame() {
    Simulation one = new Simulation(7).run(STEPS);
    Simulation two = new Simulation(7).run(STEPS);

    assertEquals(one.happened(), two.happened());
    assertEquals(one.answers(), two.answers());
    assertEquals(one.localHits(), two.localHits());
  }
}
