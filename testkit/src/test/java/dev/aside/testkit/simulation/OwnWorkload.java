package dev.aside.testkit.simulation;

import dev.aside.cache.CacheStats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** What our own fleets do: every way to read and to write, between every fault. One use. */
final class OwnWorkload {
  private static final List<String> ROWS = List.of("1", "2", "3", "4");

  /** Those that are there from the beginning. */
  private static final List<String> TAGGED = List.of("3", "4");

  private final Variant variant;
  private final RowLocks locks = new RowLocks();
  private final List<Rows> services = new ArrayList<>();

  private OwnWorkload(Variant variant) {
    this.variant = variant;
  }

  /**
   * How one seed has ended.
   *
   * @param stale values served on purpose though they were over
   * @param outdatedByTag values not served as a tag of theirs had been invalidated
   */
  record Result(
      Simulation simulation, Variant variant, long localHits, long stale, long outdatedByTag) {}

  static Result run(long seed) {
    return new OwnWorkload(Variant.of(seed)).run(Simulation.seed(seed));
  }

  /** The same, telling what happens. */
  static Result run(long seed, Consumer<String> trace) {
    return new OwnWorkload(Variant.of(seed)).run(Simulation.seed(seed).trace(trace));
  }

  private Result run(SimulationBuilder settings) {
    Workload<Rows> workload =
        settings
            .inline()
            .of(this::service)
            .keys(ROWS)
            .watched(OwnWorkload::begin, OwnWorkload::compareStored);
    reads(workload);
    writes(workload);
    if (variant.isFramed()) {
      framedWrites(workload);
    }
    if (variant.isPutFenced()) {
      workload.steps(Judge.WRITE, 3, (process, rows, row) -> rows.writeAndPut(row));
    }
    return new Result(
        workload.run(),
        variant,
        sum(CacheStats::localHits),
        sum(CacheStats::staleServed),
        sum(CacheStats::outdatedByTag));
  }

  private long sum(ToLongFunction<CacheStats> count) {
    return services.stream().map(Rows::stats).mapToLong(count).sum();
  }

  private static void begin(Simulation simulation) {
    TAGGED.forEach(simulation.database()::commit);
    simulation.server().observer(new StoredRows(simulation));
  }

  private Rows service(SimulatedProcess process) {
    Rows service = variant.service(process, locks);
    services.add(service);
    return service;
  }

  private static void reads(Workload<Rows> workload) {
    workload
        .steps(Judge.READ, 48, (process, rows, row) -> rows.read(row))
        .steps(Judge.READ, 4, (process, rows, row) -> rows.readAmong(ROWS, row))
        .steps(Judge.READ, 4, (process, rows, row) -> rows.readIfModified(row))
        .steps(Judge.READ, 3, (process, rows, row) -> rows.peek(row))
        .steps(Judge.STRICT_READ, 7, (process, rows, row) -> rows.readStrictly(row));
  }

  private static void writes(Workload<Rows> workload) {
    workload
        .steps(Judge.WRITE, 10, (process, rows, row) -> rows.write(row))
        .steps(Judge.WRITE, 2, (process, rows, row) -> rows.writeAndSettle(row));
  }

  private static void framedWrites(Workload<Rows> workload) {
    workload
        .steps(Judge.WRITE, 5, (process, rows, row) -> rows.transact(row))
        .steps(Judge.WRITE, 2, (process, rows, row) -> byTag(rows, row))
        .steps(Judge.WRITE, 1, (process, rows, row) -> rows.writeAndClear(row))
        .steps(Judge.UNJUDGED, 2, (process, rows, row) -> rows.writeSoftly(row));
  }

  private static CompletionStage<Long> byTag(Rows rows, String row) {
    return TAGGED.contains(row) ? rows.writeByTag(row) : rows.write(row);
  }

  /** Everybody has read, so most rows are stored; a write intent that nobody ends may be left. */
  private static void compareStored(Simulation simulation) {
    for (String row : ROWS) {
      byte[] entry = simulation.server().get(Rows.CACHE + ":" + row);
      if (entry == null || !StoredRows.isValue(entry)) {
        continue;
      }
      long inDatabase = simulation.database().version(row);
      if (StoredRows.version(entry) != inDatabase) {
        simulation
            .world()
            .promises
            .violation("row %s is stored, but not its version %d".formatted(row, inDatabase));
      }
    }
  }
}
