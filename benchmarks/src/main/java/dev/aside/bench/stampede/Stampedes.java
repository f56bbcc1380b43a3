package dev.aside.bench.stampede;

import dev.aside.bench.measure.Entrant;
import dev.aside.bench.measure.Series;
import dev.aside.bench.report.Figures;
import dev.aside.bench.report.Section;
import dev.aside.bench.report.Table;
import dev.aside.bench.report.Verdict;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.stage.Claim;
import dev.aside.bench.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** P6: a cold key that everybody asks for at once, in one process and in many. */
public final class Stampedes implements Claim {
  /** Long enough for every process to have its callers in place. */
  private static final long START_MILLIS = 400;

  /** Many processes share this machine, and hold one entry each. */
  private static final List<String> SMALL = List.of("-Xmx128m", "-XX:+UseSerialGC");

  @Override
  public String id() {
    return "P6";
  }

  @Override
  public String title() {
    return "stampede";
  }

  @Override
  public Section measure(Stage stage) throws Exception {
    Section section = new Section("P6: stampede");
    section.paragraph(
        "Callers of one key that no cache holds, all at the same moment, "
            + stage.plan().callers()
            + " in each process; the source takes "
            + StampedeSubject.LOAD.toMillis()
            + " ms. Loads in the whole fleet, and the time of the slowest caller in milliseconds.");
    section.list(
        List.of(
            "Aside: default settings, both levels.",
            "JetCache: both levels, `cachePenetrateProtect(true)`, which works within a process.",
            "Spring Cache over Caffeine: as `@Cacheable(sync = true)` calls it; it has no second"
                + " level, so it takes part with one process only."));
    List<Entrant> alone = new ArrayList<>();
    alone.add(herd(stage, "Aside", "aside", 1));
    if (stage.plan().peers()) {
      alone.add(herd(stage, "JetCache", "jetcache", 1));
      alone.add(herd(stage, "Spring Cache over Caffeine", "spring", 1));
    }
    discipline(stage, section, "1 process", alone);
    int processes = stage.plan().processes();
    List<Entrant> fleet = new ArrayList<>();
    fleet.add(herd(stage, "Aside", "aside", processes));
    if (stage.plan().peers()) {
      fleet.add(herd(stage, "JetCache", "jetcache", processes));
    }
    discipline(stage, section, processes + " processes", fleet);
    return section;
  }

  private static Herd herd(Stage stage, String name, String cache, int processes)
      throws IOException, InterruptedException {
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      workers.add(stage.launch("P6 " + name + " " + processes, StampedeSubject.class, SMALL));
    }
    stage.progress().step("opening %d of %s".formatted(processes, name));
    for (Worker worker : workers) {
      stage.open(worker, Settings.NONE.with("cache", cache));
    }
    Herd herd = new Herd(name, workers, stage.plan().callers());
    herd.round(); // loads classes and connects
    return herd;
  }

  private static void discipline(Stage stage, Section section, String name, List<Entrant> entrants)
      throws InterruptedException {
    List<Series> all = stage.rounds().run(name, entrants);
    Table table = new Table("", "loads", "slowest", "min", "max", "rounds");
    for (Series series : all) {
      table.add(
          series.name(),
          Figures.of(series.median(StampedeSubject.LOADS)),
          Figures.of(series.median(StampedeSubject.SLOWEST)),
          Figures.of(series.min(StampedeSubject.SLOWEST)),
          Figures.of(series.max(StampedeSubject.SLOWEST)),
          series.roundsText());
    }
    section.table(name, table);
    Series aside = all.get(0);
    section.verdict(
        Verdict.valueAtMost(name + ", loads of Aside", 1, aside, StampedeSubject.LOADS));
    section.verdict(
        Verdict.valueAtMost(
            name + ", slowest caller of Aside in ms (the load, two round trips and 10 %)",
            StampedeSubject.LOAD.toMillis() * 1.1 + 2,
            aside,
            StampedeSubject.SLOWEST));
  }

  /** The processes of one contender. Confined to one thread. */
  private static final class Herd implements Entrant {
    private final String name;
    private final List<Worker> workers;
    private final int callers;
    private int rounds;

    Herd(String name, List<Worker> workers, int callers) {
      this.name = name;
      this.workers = workers;
      this.callers = callers;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<Long> pids() {
      return workers.stream().map(Worker::pid).toList();
    }

    @Override
    public Metrics round() throws InterruptedException {
      Settings round =
          Settings.NONE
              .with(StampedeSubject.KEY, workers.size() + "-" + rounds++)
              .with(StampedeSubject.CALLERS, callers)
              .with(StampedeSubject.AT_MILLIS, System.currentTimeMillis() + START_MILLIS);
      workers.forEach(worker -> worker.begin(round));
      double loads = 0;
      double slowest = 0;
      for (Worker worker : workers) {
        Metrics metrics = worker.answer();
        loads += metrics.get(StampedeSubject.LOADS);
        slowest = Math.max(slowest, metrics.get(StampedeSubject.SLOWEST));
      }
      return Metrics.NONE.with(StampedeSubject.LOADS, loads).with(StampedeSubject.SLOWEST, slowest);
    }
  }
}
