package dev.aside.bench.fanout;

import dev.aside.bench.http.Services;
import dev.aside.bench.load.Load;
import dev.aside.bench.measure.CpuWatch;
import dev.aside.bench.measure.Entrant;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import java.util.List;

/**
 * One server and its audience.
 *
 * @param service the server
 * @param audience the process with its sockets
 * @param settings of each round
 */
record Deliveries(Services.Service service, Worker audience, Settings settings) implements Entrant {
  @Override
  public String name() {
    return service.name();
  }

  @Override
  public List<Long> pids() {
    return List.of(service.worker().pid(), audience.pid());
  }

  @Override
  public Metrics round() throws InterruptedException {
    CpuWatch before = CpuWatch.start(pids());
    Metrics metrics = audience.measure(settings);
    CpuWatch.Usage usage = before.stop();
    double deliveries = metrics.get(Load.OPS) * usage.seconds();
    return metrics.with(
        FanOut.SERVER_CPU, usage.cpuSecondsOf(service.worker().pid()) * 1e6 / deliveries);
  }
}
