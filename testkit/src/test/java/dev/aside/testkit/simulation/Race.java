package dev.aside.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aside.cache.CacheBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One interleaving, written down: what happens in which order to one row, in a simulation in which
 * nothing else happens. When it begins the row has version 1 in the database, nothing is cached,
 * and all processes are connected.
 *
 * <p>Run as it is, it must find nothing; in a {@link Mutant} it must find what the rule is for.
 */
abstract class Race implements Callable<List<String>> {
  static final String ROW = "1";
  static final String KEY = Peer.CACHE + ":" + ROW;

  /** Longer than any copy may lag behind. */
  static final Duration LAG = Duration.ofMillis(1_100);

  private static final int PROCESSES = 3;
  private static final long SEED = 1;
  private static final Duration START = Duration.ofSeconds(3);

  final Simulation simulation =
      Simulation.seed(SEED).processes(PROCESSES).trace(Race::listen).open();
  final SimulatedRedis server = simulation.server();
  final VersionedDatabase database = simulation.database();
  final Peer one = peer(0);
  final Peer two = peer(1);
  final Peer three = peer(2);
  private final List<String> found = new ArrayList<>();

  /** {@code -Daside.simulation.trace=true} tells what happens. */
  private static void listen(String line) {
    if (Boolean.getBoolean("aside.simulation.trace")) {
      System.out.println(line);
    }
  }

  private Peer peer(int number) {
    return new Peer(simulation, simulation.process(number), this::settings);
  }

  /** What the race needs of the cache; called before the fields of the race are set. */
  CacheBuilder<String, String> settings(CacheBuilder<String, String> builder) {
    return builder;
  }

  /** What happens, and what is expected of it. */
  abstract void happen() throws Exception;

  /** Finds nothing, as all rules hold. */
  static void holds(Race race) throws Exception {
    assertEquals(List.of(), race.call());
  }

  @Override
  public final List<String> call() throws Exception {
    try (simulation) {
      simulation.advance(START);
      database.commit(ROW);
      happen();
      return found;
    }
  }

  final void advance(Duration duration) {
    simulation.advance(duration);
  }

  /** {@code what} must be of version {@code expected}. */
  final void expect(String what, long expected, long version) {
    if (version != expected) {
      found.add(what + " is of version " + version + " (expected: " + expected + ")");
    }
  }

  final void expect(String what, boolean is) {
    if (!is) {
      found.add("not so: " + what);
    }
  }
}
