package dev.aside.bench.local;

import dev.aside.bench.measure.Entrant;
import dev.aside.bench.measure.Series;
import dev.aside.bench.measure.WorkerEntrant;
import dev.aside.bench.report.Figures;
import dev.aside.bench.report.Section;
import dev.aside.bench.report.Table;
import dev.aside.bench.report.Verdict;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.stage.Claim;
import dev.aside.bench.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** P1: what a hit in L1 costs, beside caches that are local only and beside two-level caches. */
public final class LocalHits implements Claim {
  private static final String ASIDE = "Aside";
  private static final String EXPIRING = "Caffeine expireAfterWrite";
  private static final String JETCACHE = "JetCache two-level";
  private static final String REDISSON = "Redisson local map";

  /** Rounds of few seconds need no long warm-up of their own: the JVM is the same. */
  private static final double WARM_AGAIN = 0.3;

  @Override
  public String id() {
    return "P1";
  }

  @Override
  public String title() {
    return "L1 hit";
  }

  @Override
  public Section measure(Stage stage) throws Exception {
    Section section = new Section("P1: L1 hit");
    section.paragraph(
        "`AsideCache.get(key)` answered from the memory of the process: Zipf 0.99 over "
            + Figures.of(stage.plan().keys())
            + " keys, values are text of 512 bytes, everything resident, JMH. Nanoseconds per hit in each"
            + " thread, and bytes allocated per hit.");
    Map<String, Worker> workers = start(stage);
    section.list(notes(stage));
    for (int threads = 1; threads <= 2; threads++) {
      discipline(stage, section, workers, threads);
    }
    return section;
  }

  private static Map<String, Worker> start(Stage stage) throws IOException, InterruptedException {
    Map<String, String> caches = new LinkedHashMap<>();
    caches.put(ASIDE, "aside");
    caches.put("Caffeine maximumSize", "caffeine-bounded");
    caches.put(EXPIRING, "caffeine-expiring");
    if (stage.plan().peers()) {
      caches.put("Spring Cache over Caffeine", "spring");
      caches.put(JETCACHE, "jetcache");
      caches.put(REDISSON, "redisson");
    }
    Map<String, Worker> workers = new LinkedHashMap<>();
    for (Map.Entry<String, String> cache : caches.entrySet()) {
      Settings settings =
          Settings.NONE.with("cache", cache.getValue()).with("keys", stage.plan().keys());
      workers.put(
          cache.getKey(), stage.start("P1 " + cache.getKey(), LocalHitSubject.class, settings));
    }
    return workers;
  }

  private static List<String> notes(Stage stage) {
    List<String> notes =
        new ArrayList<>(
            List.of(
                "Aside: over Redis, L1 coherent and on, `maxLocalLag` 1 s (default).",
                "Caffeine: `maximumSize`, without and with `expireAfterWrite`."));
    if (stage.plan().peers()) {
      notes.add("Spring Cache: `CaffeineCacheManager` with `expireAfterWrite`, `Cache.get(key)`.");
      notes.add(
          "JetCache: `MultiLevelCache` of Caffeine and Redis by Lettuce, default (Java) encoder; its L1 is"
              + " not told of changes by other clients.");
      notes.add("Redisson: `RLocalCachedMap`, LRU, `SyncStrategy.INVALIDATE`, default codec.");
    }
    return notes;
  }

  private static void discipline(
      Stage stage, Section section, Map<String, Worker> workers, int threads)
      throws InterruptedException {
    Settings round = Settings.NONE.with("threads", threads).with("seconds", stage.plan().seconds());
    List<Entrant> entrants = new ArrayList<>();
    for (Map.Entry<String, Worker> worker : workers.entrySet()) {
      stage.progress().step("warming up " + worker.getKey());
      worker
          .getValue()
          .measure(round.with("warm", stage.plan().warmSeconds()).with("seconds", 0.1));
      entrants.add(
          new WorkerEntrant(worker.getKey(), worker.getValue(), round.with("warm", WARM_AGAIN)));
    }
    String name = (threads == 1) ? "1 thread" : threads + " threads";
    List<Series> series = stage.rounds().run(name, entrants);
    section.table(name, table(series));
    Series aside = series.get(0);
    for (Series other : series) {
      switch (other.name()) {
        case EXPIRING ->
            section.verdict(
                Verdict.atMost(
                    name + ", time of Caffeine expireAfterWrite",
                    1.2,
                    aside,
                    other,
                    LocalHitSubject.NANOS));
        case JETCACHE ->
            section.verdict(
                Verdict.atLeast(
                    name + ", JetCache's time by Aside's",
                    2.5,
                    other,
                    aside,
                    LocalHitSubject.NANOS));
        case REDISSON ->
            section.verdict(
                Verdict.atLeast(
                    name + ", Redisson's time by Aside's", 5, other, aside, LocalHitSubject.NANOS));
        default -> {
          // shown in the table, without a target
        }
      }
    }
    section.verdict(
        Verdict.valueAtMost(name + ", bytes allocated", 0, aside, LocalHitSubject.BYTES));
  }

  private static Table table(List<Series> all) {
    Table table = new Table("", "ns/hit", "min", "max", "by Aside's", "bytes/hit", "rounds");
    for (Series series : all) {
      table.add(
          series.name(),
          Figures.of(series.median(LocalHitSubject.NANOS)),
          Figures.of(series.min(LocalHitSubject.NANOS)),
          Figures.of(series.max(LocalHitSubject.NANOS)),
          Figures.ratio(
              series.median(LocalHitSubject.NANOS) / all.get(0).median(LocalHitSubject.NANOS)),
          Figures.of(series.median(LocalHitSubject.BYTES)),
          series.roundsText());
    }
    return table;
  }
}
