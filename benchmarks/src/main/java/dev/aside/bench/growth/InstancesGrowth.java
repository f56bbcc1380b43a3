package dev.aside.bench.growth;

import dev.aside.bench.load.Load;
import dev.aside.bench.measure.CpuWatch;
import dev.aside.bench.measure.Entrant;
import dev.aside.bench.measure.Series;
import dev.aside.bench.report.Curve;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.stage.Stage;
import java.util.ArrayList;
import java.util.List;

/** What an invalidation costs against the number of processes that hold a copy of the key. */
final class InstancesGrowth {
  private static final List<String> SMALL = List.of("-Xmx128m", "-XX:+UseSerialGC");

  private InstancesGrowth() {}

  static List<Curve> measure(Stage stage) throws Exception {
    Curve time =
        new Curve("growth-instances-p50", "invalidate: median time", "processes with a copy", "us");
    Curve cpu =
        new Curve(
            "growth-instances-redis",
            "invalidate: processor time of Redis",
            "processes with a copy",
            "us per key");
    int keys = Math.min(10_000, stage.plan().keys());
    List<Worker> workers = new ArrayList<>();
    for (int processes : Sizes.of(stage, 1, 2, 4, 8)) {
      while (workers.size() < processes) {
        workers.add(
            stage.start(
                "P9 instance " + workers.size(),
                HolderSubject.class,
                Settings.NONE.with("keys", keys),
                SMALL));
      }
      Fleet fleet = new Fleet(List.copyOf(workers), keys, stage.redisPid());
      fleet.round(); // warms up
      Series series = stage.rounds().run(processes + " processes", List.of(fleet)).get(0);
      time.add(series, processes, Load.P50);
      cpu.add(series, processes, Fleet.REDIS_CPU);
    }
    workers.forEach(Worker::close);
    return List.of(time, cpu);
  }

  /** All hold every key, then the first invalidates them. */
  private record Fleet(List<Worker> workers, int keys, long redisPid) implements Entrant {
    static final String REDIS_CPU = "redisCpu";

    @Override
    public String name() {
      return "Aside";
    }

    @Override
    public List<Long> pids() {
      return workers.stream().map(Worker::pid).toList();
    }

    @Override
    public Metrics round() throws InterruptedException {
      double invalid = 0;
      for (Worker worker : workers) {
        invalid +=
            Math.max(
                0,
                zero(
                    worker
                        .measure(Settings.NONE.with(HolderSubject.TASK, HolderSubject.HOLD))
                        .get(HolderSubject.INVALID)));
      }
      CpuWatch before = CpuWatch.start(List.of(redisPid));
      Metrics metrics =
          workers.get(0).measure(Settings.NONE.with(HolderSubject.TASK, HolderSubject.INVALIDATE));
      double micros = before.stop().cpuSecondsOf(redisPid) * 1e6;
      return metrics.with(REDIS_CPU, micros / keys).with(HolderSubject.INVALID, invalid);
    }

    private static double zero(double value) {
      return Double.isNaN(value) ? 0 : value;
    }
  }
}
