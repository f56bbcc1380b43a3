package dev.aside.bench.remote;

import dev.aside.bench.load.Load;
import dev.aside.bench.measure.CpuWatch;
import dev.aside.bench.measure.Entrant;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import java.util.List;

/**
 * One client in one discipline, with the processor time of Redis beside its own.
 *
 * @param name as the table shows it
 * @param worker the client's process
 * @param settings of each round
 * @param redisPid the server's process
 */
record RedisLoad(String name, Worker worker, Settings settings, long redisPid) implements Entrant {
  /** Processor time of Redis per operation, in microseconds. */
  static final String REDIS_CPU = "redisCpu";

  @Override
  public List<Long> pids() {
    return List.of(worker.pid(), redisPid);
  }

  @Override
  public Metrics round() throws InterruptedException {
    CpuWatch before = CpuWatch.start(List.of(redisPid));
    Metrics metrics = worker.measure(settings);
    CpuWatch.Usage usage = before.stop();
    double operations = metrics.get(Load.OPS) * usage.seconds(); // lead-in included
    return metrics.with(REDIS_CPU, usage.cpuSecondsOf(redisPid) * 1e6 / operations);
  }
}
