package dev.aside.testkit.simulation;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link Simulation}. Each is checked when it is set. Not thread-safe. */
public final class SimulationBuilder {
  private static final int MAX_PROCESSES = 64;
  private static final Duration MIN_LAG = Duration.ofMillis(100);
  private static final Duration MAX_LAG = Duration.ofSeconds(10);

  final long seed;
  int processes = 3;
  Duration maxLag = Duration.ofSeconds(1);
  boolean inline;
  @Nullable Consumer<String> trace;

  SimulationBuilder(long seed) {
    this.seed = seed;
  }

  /** How many processes there are; default 3, from 1 to 64. */
  public SimulationBuilder processes(int processes) {
    if (processes < 1 || processes > MAX_PROCESSES) {
      throw new IllegalArgumentException(
          "processes: " + processes + " (expected: 1 to " + MAX_PROCESSES + ")");
    }
    this.processes = processes;
    return this;
  }

  /**
   * How far behind reads may be in other processes than the writer's: the {@code maxLocalLag} of
   * the caches; default 1 s, from 100 ms to 10 s.
   */
  public SimulationBuilder maxLag(Duration maxLag) {
    if (maxLag.compareTo(MIN_LAG) < 0 || maxLag.compareTo(MAX_LAG) > 0) {
      throw new IllegalArgumentException(
          "maxLag: " + maxLag + " (expected: " + MIN_LAG + " to " + MAX_LAG + ")");
    }
    this.maxLag = maxLag;
    return this;
  }

  /**
   * Tells {@code trace} line by line what happens: faults, steps, each request with its reply, each
   * announcement. For a seed that has failed.
   */
  public SimulationBuilder trace(Consumer<String> trace) {
    this.trace = trace;
    return this;
  }

  /** User code runs on the simulation's own thread and must not wait: faster, for our own tests. */
  SimulationBuilder inline() {
    this.inline = true;
    return this;
  }

  /** A simulation in which nothing happens but what the test does. */
  public Simulation open() {
    return new Simulation(this);
  }

  /**
   * A simulation of a service, one in each process.
   *
   * @param service makes the service of a process, also when a process takes another's place
   */
  public <S> Workload<S> of(Function<SimulatedProcess, S> service) {
    return new Workload<>(this, service);
  }
}
