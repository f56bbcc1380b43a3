package dev.aside.bench.growth;

import dev.aside.bench.load.Load;
import dev.aside.bench.measure.Series;
import dev.aside.bench.measure.WorkerEntrant;
import dev.aside.bench.report.Curve;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.stage.Stage;
import java.util.List;

/** L2 hits against the number of tags of an entry. */
final class TagsGrowth {
  private static final int KEYS = 1_000;

  private TagsGrowth() {}

  static List<Curve> measure(Stage stage) throws Exception {
    Curve time =
        new Curve("growth-tags-p50", "L2 hit: median time, 1 caller", "tags of an entry", "us");
    Curve cpu =
        new Curve(
            "growth-tags-cpu",
            "L2 hit: processor time of the client's process",
            "tags of an entry",
            "us per read");
    for (int tags : Sizes.of(stage, 1, 2, 4, 8, 16)) {
      Worker worker =
          stage.start(
              "P9 tags " + tags,
              TagsSubject.class,
              Settings.NONE.with("keys", KEYS).with(TagsSubject.TAGS, tags));
      Settings round = Settings.NONE.with(TagsSubject.SECONDS, stage.plan().seconds());
      worker.measure(round.with(TagsSubject.SECONDS, stage.plan().warmSeconds()));
      Series series =
          stage
              .rounds()
              .run(tags + " tags", List.of(new WorkerEntrant("Aside", worker, round)))
              .get(0);
      time.add(series, tags, Load.P50);
      cpu.add(series, tags, Load.CPU);
      worker.close();
    }
    return List.of(time, cpu);
  }
}
