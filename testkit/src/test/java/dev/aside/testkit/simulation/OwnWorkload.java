package dev.aside.testkit.simulation;

import dev.aside.spi.EntryHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What our own fleets do: every way to read and to write, between every fault. One use. */
final class OwnWorkload {
  private static final List<String> ROWS = List.of("1", "2", "3", "4");

  private final List<Rows> services = new ArrayList<>();

  private OwnWorkload() {}

  /** How one seed has ended. */
  record Result(Simulation simulation, long localHits) {}

  static Result run(long seed) {
    return new OwnWorkload().run(Simulation.seed(seed));
  }

  /** The same, telling what happens. */
  static Result run(long seed, Consumer<String> trace) {
    return new OwnWorkload().run(Simulation.seed(seed).trace(trace));
  }

  private Result run(SimulationBuilder settings) {
    Simulation over = workload(settings).run();
    return new Result(over, services.stream().mapToLong(Rows::localHits).sum());
  }

  private Rows service(SimulatedProcess process) {
    Rows service = new Rows(process);
    services.add(service);
    return service;
  }

  private Workload<Rows> workload(SimulationBuilder settings) {
    return settings
        .inline()
        .of(this::service)
        .keys(ROWS)
        .steps(Judge.READ, 55, (process, rows, row) -> rows.read(row))
        .steps(Judge.READ, 4, (process, rows, row) -> rows.readAmong(ROWS, row))
        .steps(Judge.STRICT_READ, 7, (process, rows, row) -> rows.readStrictly(row))
        .steps(Judge.WRITE, 14, (process, rows, row) -> rows.write(row))
        .steps(Judge.WRITE, 7, (process, rows, row) -> rows.transact(row))
        .watched(
            simulation -> simulation.server().observer(new StoredRows(simulation)),
            OwnWorkload::compareStored);
  }

  /** Everybody has read, so most rows are stored; a write intent that nobody ends may be left. */
  private static void compareStored(Simulation simulation) {
    for (String row : ROWS) {
      byte[] entry = simulation.server().get(Rows.CACHE + ":" + row);
      if (entry == null || EntryHeader.state(entry) != EntryHeader.VALUE) {
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
