package dev.aside.bench.growth;

import dev.aside.bench.local.LocalHitSubject;
import dev.aside.bench.measure.Series;
import dev.aside.bench.measure.WorkerEntrant;
import dev.aside.bench.report.Curve;
import dev.aside.bench.report.Figures;
import dev.aside.bench.report.Section;
import dev.aside.bench.report.Verdict;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.stage.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** L1 hits, and the heap of an entry, against the number of entries. */
final class EntriesGrowth {
  private static final String ASIDE = "Aside";
  private static final String EXPIRING = "Caffeine expireAfterWrite";

  /** A million entries and their fill. */
  private static final List<String> HEAP = List.of("-Xmx2g");

  private static final int VALUE_SIZE = 64;
  private static final double MAX_SPREAD = 1.5;
  private static final double MAX_MORE_HEAP = 64;

  private EntriesGrowth() {}

  static List<Curve> measure(Stage stage, Section section) throws Exception {
    Map<String, String> caches = new LinkedHashMap<>();
    caches.put(ASIDE, "aside");
    caches.put(EXPIRING, "caffeine-expiring");
    caches.put("Caffeine maximumSize", "caffeine-bounded");
    Curve time =
        new Curve("growth-entries", "L1 hit, 1 thread, values of 64 bytes", "entries", "ns");
    Curve heap =
        new Curve(
            "growth-heap", "Heap of an L1 entry beside its key and value", "entries", "bytes");
    for (int entries : Sizes.of(stage, 1_000, 10_000, 100_000, 1_000_000)) {
      List<WorkerEntrant> entrants = new ArrayList<>();
      for (Map.Entry<String, String> cache : caches.entrySet()) {
        String name = "P9 " + cache.getKey() + ", " + Figures.of(entries);
        stage.progress().step(name);
        Worker worker = stage.launch(name, LocalHitSubject.class, HEAP);
        Metrics opened =
            stage.open(
                worker,
                Settings.NONE
                    .with("cache", cache.getValue())
                    .with("keys", entries)
                    .with("size", VALUE_SIZE));
        heap.add(cache.getKey(), entries, opened.get(LocalHitSubject.HEAP));
        entrants.add(
            new WorkerEntrant(
                cache.getKey(),
                worker,
                Settings.NONE
                    .with("threads", 1)
                    .with("warm", stage.plan().warmSeconds())
                    .with("seconds", stage.plan().seconds())));
      }
      for (Series series : stage.rounds().run(Figures.of(entries) + " entries", entrants)) {
        time.add(series, entries, LocalHitSubject.NANOS);
      }
      entrants.forEach(entrant -> entrant.worker().close());
    }
    section.verdict(
        Verdict.computed(
            "L1 hit, slowest by fastest over all sizes", MAX_SPREAD, time.spread(ASIDE)));
    section.verdict(
        Verdict.computed(
            "bytes of heap of an L1 entry more than Caffeine expireAfterWrite's, at most over all"
                + " sizes",
            MAX_MORE_HEAP,
            heap.greatestDifference(ASIDE, EXPIRING)));
    return List.of(time, heap);
  }
}
