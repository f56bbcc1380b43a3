package dev.aside.testkit.simulation;

import dev.aside.cache.Freshness;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Fleets of services that use everything at once, between every fault. One use. */
final class FeatureWorkload {
  private static final List<String> ROWS = List.of("1", "2", "3", "4");

  /** Over all runs: that the features took part at all. */
  static final LongAdder STALE_SERVED = new LongAdder();

  static final LongAdder OUTDATED_BY_TAG = new LongAdder();

  private final List<FeatureRows> services = new ArrayList<>();

  private FeatureWorkload() {}

  static OwnWorkload.Result run(long seed) {
    return new FeatureWorkload().run(Simulation.seed(seed));
  }

  /** The same, telling what happens. */
  static OwnWorkload.Result run(long seed, Consumer<String> trace) {
    return new FeatureWorkload().run(Simulation.seed(seed).trace(trace));
  }

  private OwnWorkload.Result run(SimulationBuilder settings) {
    Simulation over = workload(settings).run();
    STALE_SERVED.add(sum(FeatureRows::staleServed));
    OUTDATED_BY_TAG.add(sum(FeatureRows::outdatedByTag));
    return new OwnWorkload.Result(over, sum(FeatureRows::localHits));
  }

  private long sum(ToLongFunction<FeatureRows> count) {
    return services.stream().mapToLong(count).sum();
  }

  private FeatureRows service(SimulatedProcess process) {
    FeatureRows service = new FeatureRows(process);
    services.add(service);
    return service;
  }

  private Workload<FeatureRows> workload(SimulationBuilder settings) {
    return settings
        .inline()
        .of(this::service)
        .keys(ROWS)
        .steps(Judge.READ, 50, (process, rows, row) -> rows.read(row, Freshness.NORMAL))
        .steps(Judge.READ, 8, (process, rows, row) -> rows.readAmong(ROWS, row))
        .steps(Judge.STRICT_READ, 7, (process, rows, row) -> rows.read(row, Freshness.STRICT))
        .steps(Judge.WRITE, 6, (process, rows, row) -> rows.write(row))
        .steps(Judge.WRITE, 2, (process, rows, row) -> rows.writeAndSettle(row))
        .steps(Judge.WRITE, 7, (process, rows, row) -> rows.writeAndInvalidateItsTag(row))
        .steps(Judge.WRITE, 3, (process, rows, row) -> rows.writeAndClear(row));
  }
}
