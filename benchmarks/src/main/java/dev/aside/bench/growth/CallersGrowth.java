package dev.aside.bench.growth;

import dev.aside.bench.load.Callers;
import dev.aside.bench.load.Load;
import dev.aside.bench.measure.Series;
import dev.aside.bench.measure.WorkerEntrant;
import dev.aside.bench.remote.RemoteSubject;
import dev.aside.bench.report.Curve;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.stage.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** L2 hits against the number of callers that wait. */
final class CallersGrowth {
  private CallersGrowth() {}

  static List<Curve> measure(Stage stage) throws Exception {
    Map<String, Worker> workers = new LinkedHashMap<>();
    for (String client : List.of("aside", "lettuce")) {
      Settings settings = Settings.NONE.with("client", client).with("keys", stage.plan().keys());
      workers.put(
          client.equals("aside") ? "Aside, L1 off" : "Lettuce",
          stage.start("P9 callers " + client, RemoteSubject.class, settings));
    }
    Curve cpu =
        new Curve(
            "growth-callers-cpu",
            "L2 hit: processor time of the client's process",
            "callers",
            "us per read");
    Curve time = new Curve("growth-callers-p50", "L2 hit: median time", "callers", "us");
    for (int callers : Sizes.of(stage, 1, 4, 16, 64, 256, 1_024, 4_096)) {
      List<WorkerEntrant> entrants = new ArrayList<>();
      for (Map.Entry<String, Worker> worker : workers.entrySet()) {
        Settings round =
            Settings.NONE
                .with(RemoteSubject.KIND, Callers.cheapest())
                .with(RemoteSubject.CALLERS, callers)
                .with(RemoteSubject.BATCH, 1)
                .with(RemoteSubject.SECONDS, stage.plan().seconds());
        worker.getValue().measure(round);
        entrants.add(new WorkerEntrant(worker.getKey(), worker.getValue(), round));
      }
      for (Series series : stage.rounds().run(callers + " callers", entrants)) {
        cpu.add(series, callers, Load.CPU);
        time.add(series, callers, Load.P50);
      }
    }
    workers.values().forEach(Worker::close);
    return List.of(cpu, time);
  }
}
