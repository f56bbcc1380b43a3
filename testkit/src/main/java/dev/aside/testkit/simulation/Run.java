package dev.aside.testkit.simulation;

import dev.aside.testkit.simulation.Workload.Operation;
import dev.aside.testkit.simulation.Workload.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One run of a workload. Confined to its simulation. */
final class Run<S> {
  /** Of so many steps one is a fault, and one a pause. */
  private static final int ONE_FAULT_IN = 8;

  private static final int ONE_PAUSE_IN = 5;
  private static final int PAUSE_MICROS = 300_000;
  private static final int BETWEEN_MICROS = 400;
  private static final int ONE_REPLICATION_IN = 10;
  private static final int ONE_SAVE_IN = 50;

  private static final Duration LOOK = Duration.ofMillis(250);

  /** Longer than any stop, stall, retry and reconnection. */
  private static final Duration MAX_UNREST = Duration.ofMinutes(5);

  private final Workload<S> workload;
  private final Simulation simulation;
  private final Step<S> read;
  private final Step<S> write;
  private final RandomGenerator random;
  private final Promises promises;
  private final FaultInjection injection;
  private final List<SimulatedProcess> known = new ArrayList<>();
  private final List<S> services = new ArrayList<>();
  private final int weights;

  Run(Workload<S> workload, Simulation simulation, Step<S> read, Step<S> write) {
    this.workload = workload;
    this.simulation = simulation;
    this.read = read;
    this.write = write;
    this.random = simulation.world().random;
    this.promises = simulation.world().promises;
    this.injection = new FaultInjection(simulation, workload.faults);
    this.weights = workload.operations.stream().mapToInt(Operation::weight).sum();
  }

  void toEnd() {
    workload.atTheBeginning.accept(simulation);
    for (SimulatedProcess process : simulation.processes()) {
      known.add(process);
      services.add(workload.service.apply(process));
    }
    for (int i = 0; i < workload.steps; i++) {
      step();
      simulation.advance(micros(BETWEEN_MICROS));
    }
    if (awaitRest(Duration.ZERO)) {
      compare();
      workload.atRest.accept(simulation);
    }
  }

  private Duration micros(int most) {
    return Duration.ofNanos(1_000L * random.nextInt(most));
  }

  private void step() {
    if (random.nextInt(ONE_REPLICATION_IN) == 0) {
      simulation.server().replicate();
    }
    if (random.nextInt(ONE_SAVE_IN) == 0) {
      simulation.server().save();
    }
    promises.look();
    SimulatedProcess process = known.get(random.nextInt(known.size()));
    if (random.nextInt(ONE_PAUSE_IN) == 0) {
      simulation.advance(micros(PAUSE_MICROS));
    } else if (random.nextInt(ONE_FAULT_IN) == 0) {
      fault(process);
    } else if (process.isRunning()) {
      Operation<S> operation = drawn();
      begin(process, operation.step(), operation.judge(), drawnKey());
    }
  }

  private void fault(SimulatedProcess process) {
    injection.inject(process);
    SimulatedProcess present = simulation.process(process.number());
    if (present != process) { // it has crashed, and this one has taken its place
      known.set(process.number(), present);
      services.set(process.number(), workload.service.apply(present));
    }
  }

  private Operation<S> drawn() {
    int left = random.nextInt(weights);
    for (Operation<S> operation : workload.operations) {
      left -= operation.weight();
      if (left < 0) {
        return operation;
      }
    }
    throw new AssertionError("less than the sum of its parts");
  }

  private String drawnKey() {
    return workload.keys.get(random.nextInt(workload.keys.size()));
  }

  private void begin(SimulatedProcess process, Step<S> step, Judge judge, String key) {
    S service = services.get(process.number());
    judge.take(simulation.world(), process, key, () -> step.begin(process, service, key));
  }

  /** No more faults: everything must come to an end, and stay at rest for {@code rest}. */
  private boolean awaitRest(Duration rest) {
    injection.stop();
    simulation.processes().forEach(SimulatedProcess::calm);
    Duration limit = simulation.elapsed().plus(MAX_UNREST);
    Duration end = simulation.elapsed().plus(rest);
    while (!isQuiet() || simulation.elapsed().compareTo(end) < 0) {
      simulation.advance(LOOK);
      if (!isQuiet()) {
        end = simulation.elapsed().plus(rest);
      }
      if (simulation.elapsed().compareTo(limit) > 0) {
        promises.violation("something is still under way: " + unrest());
        return false;
      }
    }
    return true;
  }

  private boolean isQuiet() {
    return simulation.processes().stream().allMatch(SimulatedProcess::isQuiet);
  }

  private List<String> unrest() {
    return simulation.processes().stream()
        .filter(process -> !process.isQuiet())
        .map(process -> "process " + process.number() + " " + process.caches())
        .toList();
  }

  /** Each row is written once more and read everywhere: all must agree with the database. */
  private void compare() {
    for (String key : workload.keys) {
      begin(known.get(0), write, Judge.WRITE, key);
    }
    settle();
    for (int round = 0; round < 2; round++) {
      for (String key : workload.keys) {
        for (SimulatedProcess process : known) {
          begin(process, read, Judge.READ_AT_REST, key);
        }
      }
      settle();
    }
  }

  /** Everything has ended, and so long ago that no copy may lag behind it any more. */
  private void settle() {
    awaitRest(simulation.maxLag().multipliedBy(2));
  }
}
