package dev.aside.bench.growth;

import dev.aside.bench.load.Callers;
import dev.aside.bench.load.Load;
import dev.aside.bench.measure.Series;
import dev.aside.bench.measure.WorkerEntrant;
import dev.aside.bench.remote.RawKeys;
import dev.aside.bench.remote.RemoteSubject;
import dev.aside.bench.report.Curve;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.stage.Stage;
import java.util.ArrayList;
import java.util.List;

/** L2 hits, and the memory that Redis uses for an entry, against the size of the value. */
final class ValueSizeGrowth {
  /** Few, as the largest are a mebibyte each. */
  private static final int KEYS = 64;

  private static final int CALLERS = 4;

  private static final String ASIDE = "Aside, L1 off";
  private static final String LETTUCE = "Lettuce";

  private ValueSizeGrowth() {}

  static List<Curve> measure(Stage stage) throws Exception {
    Curve time =
        new Curve(
            "growth-value-size", "L2 hit: median time, 4 callers", "bytes of the value", "us");
    Curve memory =
        new Curve(
            "growth-redis-memory",
            "Memory that Redis uses for an entry beside its value (MEMORY USAGE)",
            "bytes of the value",
            "bytes");
    for (int size : Sizes.of(stage, 64, 512, 4_096, 32_768, 262_144, 1_040_000)) {
      stage.redis("FLUSHALL");
      RawKeys.fill(stage, size, KEYS);
      List<WorkerEntrant> entrants = new ArrayList<>();
      for (String client : List.of("aside", "lettuce")) {
        Settings settings =
            Settings.NONE.with("client", client).with("keys", KEYS).with("size", size);
        Worker worker =
            stage.start("P9 size " + client + " " + size, RemoteSubject.class, settings);
        Settings round =
            Settings.NONE
                .with(RemoteSubject.KIND, Callers.cheapest())
                .with(RemoteSubject.CALLERS, CALLERS)
                .with(RemoteSubject.BATCH, 1)
                .with(RemoteSubject.SECONDS, stage.plan().seconds());
        worker.measure(round.with(RemoteSubject.SECONDS, stage.plan().warmSeconds()));
        entrants.add(new WorkerEntrant(client.equals("aside") ? ASIDE : LETTUCE, worker, round));
      }
      for (Series series : stage.rounds().run(size + " bytes", entrants)) {
        time.add(series, size, Load.P50);
      }
      memory.add("Aside", size, usage(stage, "l2:key-1") - size);
      memory.add("plain SET with PX", size, usage(stage, "raw:1") - size);
      entrants.forEach(entrant -> entrant.worker().close());
    }
    return List.of(time, memory);
  }

  private static double usage(Stage stage, String key) {
    Object bytes = stage.redis("MEMORY", "USAGE", key);
    return (bytes instanceof Long known) ? known : Double.NaN;
  }
}
