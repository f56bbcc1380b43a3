package dev.aside.bench.measure;

import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import java.util.List;

/**
 * A subject with the settings of one discipline.
 *
 * @param name as the table shows it
 * @param worker the subject's process
 * @param settings of each round
 */
public record WorkerEntrant(String name, Worker worker, Settings settings) implements Entrant {
  @Override
  public List<Long> pids() {
    return List.of(worker.pid());
  }

  @Override
  public Metrics round() throws InterruptedException {
    return worker.measure(settings);
  }
}
