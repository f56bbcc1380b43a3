package dev.aside.docs;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.testkit.simulation.Fault;
import dev.aside.testkit.simulation.SimulatedProcess;
import dev.aside.testkit.simulation.Simulation;
import dev.aside.testkit.simulation.VersionedDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The samples of {@code simulation.md}. */
final class SimulationSamplesTest {
  private static final Codec<Price> CODEC = Codec.json(Price.class);

  // region service
  /** Your code, as it runs in production. */
  static final class Prices {
    private final AsideCache<String, Price> cache;
    private final VersionedDatabase database; // in production, an interface of yours

    Prices(AsideCache<String, Price> cache, VersionedDatabase database) {
      this.cache = cache;
      this.database = database;
    }

    Price find(String id) {
      return requireNonNull(cache.get(id, key -> new Price(key, database.read(key))));
    }

    Price change(String id) {
      long version = database.commit(id);
      cache.invalidate(id);
      return new Price(id, version);
    }
  }

  // endregion

  @Test
  void run_service_noViolations() {
    // region five-lines
    Simulation simulation =
        Simulation.seed(7)
            .processes(3)
            .of(process -> new Prices(process.cache("price", CODEC), process.database()))
            .reads((prices, id) -> prices.find(id).version())
            .writes((prices, id) -> prices.change(id).version())
            .run();
    assertEquals(List.of(), simulation.violations());
    // endregion
  }

  @Test
  void run_invalidatesBeforeTheCommit_isFoundOut() {
    List<String> found = new ArrayList<>();
    // region seeds
    for (long seed = 1; seed <= 50 && found.isEmpty(); seed++) {
      Simulation simulation =
          Simulation.seed(seed)
              .of(process -> new EarlyPrices(process.cache("price", CODEC), process.database()))
              .reads((prices, id) -> prices.find(id).version())
              .writes((prices, id) -> prices.change(id).version())
              .run();
      found.addAll(simulation.violations());
    }
    // endregion
    assertFalse(found.isEmpty());
  }

  @Test
  void run_fewFaults_onlyThose() {
    // region faults
    Simulation simulation =
        Simulation.seed(7)
            .of(process -> new Prices(process.cache("price", CODEC), process.database()))
            .reads((prices, id) -> prices.find(id).version())
            .writes((prices, id) -> prices.change(id).version())
            .keys(List.of("tea", "rice"))
            .steps(2_000)
            .faults(EnumSet.of(Fault.FAILED_OVER, Fault.PROCESS_PAUSED))
            .run();
    // endregion
    assertEquals(List.of(), simulation.violations());
    assertEquals(Set.of(Fault.FAILED_OVER, Fault.PROCESS_PAUSED), simulation.faults().keySet());
  }

  @Test
  void open_stepByStep_asItIsWritten() {
    // region steps
    try (Simulation simulation = Simulation.seed(1).processes(2).open()) {
      simulation.advance(Duration.ofSeconds(1)); // both have connected
      SimulatedProcess one = simulation.process(0);
      SimulatedProcess two = simulation.process(1);
      Prices here = new Prices(one.cache("price", CODEC), one.database());
      Prices there = new Prices(two.cache("price", CODEC), two.database());
      here.change("tea");
      there.find("tea"); // a copy is in the memory of the second process

      two.reads().cut(); // it will not hear of the next change
      here.change("tea");
      simulation.advance(Duration.ofSeconds(2));

      assertEquals(2, there.find("tea").version());
    }
    // endregion
  }

  // region early
  static final class EarlyPrices {
    private final AsideCache<String, Price> cache;
    private final VersionedDatabase database;

    EarlyPrices(AsideCache<String, Price> cache, VersionedDatabase database) {
      this.cache = cache;
      this.database = database;
    }

    Price find(String id) {
      return requireNonNull(cache.get(id, key -> new Price(key, database.read(key))));
    }

    Price change(String id) {
      cache.invalidate(id); // too early: somebody loads the old price again
      return new Price(id, database.commit(id));
    }
  }
  // endregion
}
