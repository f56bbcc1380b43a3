package dev.aside.testkit.simulation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a simulated fleet does: reads and writes of a service, which are yours, between faults. Not
 * thread-safe.
 *
 * <p>Judged is, for each read: it returns no version below that of a write that has returned in the
 * same process before the read began, in any process more than the lag before, or, for strict
 * reads, in any process before. At the end, when all is quiet, every process must read what the
 * database holds.
 *
 * @param <S> your service
 */
public final class Workload<S> {
  private static final int MAX_STEPS = 1_000_000;
  private static final int MAX_KEYS = 1_000;
  private static final int READS = 60;
  private static final int STRICT_READS = 6;
  private static final int WRITES = 14;

  final SimulationBuilder settings;
  final Function<SimulatedProcess, S> service;
  final List<Operation<S>> operations = new ArrayList<>();
  List<String> keys = List.of("1", "2", "3", "4");
  Set<Fault> faults = EnumSet.allOf(Fault.class);
  int steps = 400;
  Consumer<Simulation> atTheBeginning = simulation -> {};
  Consumer<Simulation> atRest = simulation -> {};

  /** Reads one row through the service. */
  @FunctionalInterface
  public interface Read<S> {
    /** The version of what the service has returned for {@code key}; 0 if there is nothing. */
    long read(S service, String key) throws Exception;
  }

  /** Changes one row through the service. */
  @FunctionalInterface
  public interface Write<S> {
    /**
     * The version that {@link VersionedDatabase#commit} has returned. A write that throws promises
     * nothing.
     */
    long write(S service, String key) throws Exception;
  }

  /** Something that a process does to a row: it ends with the version that was read or written. */
  @FunctionalInterface
  interface Step<S> {
    CompletionStage<Long> begin(SimulatedProcess process, S service, String key);
  }

  /** A kind of step, how likely it is, and what is made of its end. */
  record Operation<S>(int weight, Step<S> step, Judge judge) {}

  Workload(SimulationBuilder settings, Function<SimulatedProcess, S> service) {
    this.settings = settings;
    this.service = service;
  }

  /** The rows that are read and written; default four, at most 1 000. */
  public Workload<S> keys(List<String> keys) {
    if (keys.isEmpty() || keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException(
          "keys: " + keys.size() + " (expected: 1 to " + MAX_KEYS + ")");
    }
    this.keys = List.copyOf(keys);
    return this;
  }

  /** How much happens; default 400 steps, at most a million. */
  public Workload<S> steps(int steps) {
    if (steps < 1 || steps > MAX_STEPS) {
      throw new IllegalArgumentException("steps: " + steps + " (expected: 1 to " + MAX_STEPS + ")");
    }
    this.steps = steps;
    return this;
  }

  /** Only these faults; default all. An empty set is a good day. */
  public Workload<S> faults(Set<Fault> faults) {
    this.faults = faults.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(faults);
    return this;
  }

  /** How your service reads; most of what happens is this. */
  public Workload<S> reads(Read<S> read) {
    return steps(
        Judge.READ, READS, (process, service, key) -> process.call(() -> read.read(service, key)));
  }

  /** How your service reads where it wants no delay at all: with {@code Freshness.STRICT}. */
  public Workload<S> strictReads(Read<S> read) {
    return steps(
        Judge.STRICT_READ,
        STRICT_READS,
        (process, service, key) -> process.call(() -> read.read(service, key)));
  }

  /** How your service writes: commits, and invalidates. */
  public Workload<S> writes(Write<S> write) {
    return steps(
        Judge.WRITE,
        WRITES,
        (process, service, key) -> process.call(() -> write.write(service, key)));
  }

  /** A kind of step; the first that reads, and the first that writes, also compare at the end. */
  Workload<S> steps(Judge judge, int weight, Step<S> step) {
    operations.add(new Operation<>(weight, step, judge));
    return this;
  }

  /** Sees the simulation before anything happens, and when all is over and quiet. */
  Workload<S> watched(Consumer<Simulation> atTheBeginning, Consumer<Simulation> atRest) {
    this.atTheBeginning = atTheBeginning;
    this.atRest = atRest;
    return this;
  }

  /**
   * Lets it all happen, waits until all is quiet, and compares what every process reads with the
   * database.
   *
   * @return the simulation, over and closed
   */
  public Simulation run() {
    Step<S> read = first(Judge.READ, "reads");
    Step<S> write = first(Judge.WRITE, "writes");
    try (Simulation simulation = settings.open()) {
      new Run<>(this, simulation, read, write).toEnd();
      return simulation;
    }
  }

  private Step<S> first(Judge judge, String setting) {
    return operations.stream()
        .filter(operation -> operation.judge() == judge)
        .map(Operation::step)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(setting + ": not set (expected: how to do it)"));
  }
}
