package dev.aside.bench.http;

import dev.aside.bench.load.Load;
import dev.aside.bench.measure.CpuWatch;
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
import java.util.ArrayList;
import java.util.List;

/** P3 and P4: what {@code GET /users/42} costs, answered from Redis and from memory. */
public final class HttpRequests implements Claim {
  private static final int CONNECTIONS = 64;
  private static final String SERVER_CPU = "serverCpu";
  private static final String REDIS_CPU = "redisCpu";

  private final boolean local;

  private HttpRequests(boolean local) {
    this.local = local;
  }

  /** P3. */
  public static HttpRequests fromRedis() {
    return new HttpRequests(false);
  }

  /** P4. */
  public static HttpRequests fromMemory() {
    return new HttpRequests(true);
  }

  @Override
  public String id() {
    return local ? "P4" : "P3";
  }

  @Override
  public String title() {
    return local ? "HTTP from L1" : "HTTP from Redis";
  }

  @Override
  public Section measure(Stage stage) throws Exception {
    Section section = new Section(id() + ": " + title());
    section.paragraph(
        "`GET /users/42`, "
            + (local ? "answered from the server's memory" : "read from Redis for each request")
            + ", on "
            + CONNECTIONS
            + " kept-alive connections in a closed loop; all servers return the same body. CPU is"
            + " the processor time of the server's process per request in microseconds: requests a"
            + " second say little where the client has half of the machine.");
    List<Services.Service> services = Services.start(stage, local);
    section.list(notes(stage));
    Worker client = stage.start("HTTP client", HttpLoadSubject.class, Settings.NONE);
    List<Entrant> entrants = new ArrayList<>();
    for (Services.Service service : services) {
      stage.progress().step("warming up " + service.name());
      client.measure(round(service, 3 * stage.plan().warmSeconds()));
      entrants.add(
          new Requests(service, client, round(service, stage.plan().seconds()), stage.redisPid()));
    }
    List<Series> all = stage.rounds().run(title(), entrants);
    section.table(CONNECTIONS + " connections", table(all));
    Series aside = all.get(0);
    section.verdict(
        Verdict.atMost(
            "CPU per request by raw Netty's", local ? 1.2 : 1.15, aside, all.get(1), SERVER_CPU));
    if (all.size() > 2 && !local) {
      section.verdict(
          Verdict.atLeast(
              "Spring Boot's CPU per request by Aside's", 3.5, all.get(2), aside, SERVER_CPU));
    }
    return section;
  }

  private List<String> notes(Stage stage) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Aside: `aside serve`, "
            + (local ? "default settings." : "`--user-local-ttl 0`.")
            + " It checks the entry, counts, limits, and answers with ETag and Cache-Status.");
    notes.add(
        "Raw Netty: a handler of 100 lines in this repository, Lettuce on the same event loops with"
            + " shared flushes"
            + (local ? ", Caffeine with `expireAfterWrite`." : "."));
    if (stage.springBoot() != null && stage.plan().peers()) {
      notes.add(
          "Spring Boot: Web MVC on Tomcat, virtual threads on, "
              + (local ? "`@Cacheable` over Caffeine." : "`StringRedisTemplate`."));
    }
    return notes;
  }

  private static Settings round(Services.Service service, double seconds) {
    return Settings.NONE
        .with(HttpLoadSubject.PORT, service.port())
        .with(HttpLoadSubject.PATH, service.path())
        .with(HttpLoadSubject.CONNECTIONS, CONNECTIONS)
        .with(HttpLoadSubject.SECONDS, seconds);
  }

  private static Table table(List<Series> all) {
    Table table =
        new Table(
            "",
            "CPU",
            "min",
            "max",
            "by Aside's",
            "requests/s",
            "p50",
            "p99",
            "Redis CPU",
            "rounds");
    for (Series series : all) {
      table.add(
          series.name(),
          Figures.of(series.median(SERVER_CPU)),
          Figures.of(series.min(SERVER_CPU)),
          Figures.of(series.max(SERVER_CPU)),
          Figures.ratio(series.median(SERVER_CPU) / all.get(0).median(SERVER_CPU)),
          Figures.of(series.median(Load.OPS)),
          Figures.of(series.median(Load.P50)),
          Figures.of(series.median(Load.P99)),
          Figures.of(series.median(REDIS_CPU)),
          series.roundsText());
    }
    return table;
  }

  /** One service. */
  private record Requests(Services.Service service, Worker client, Settings settings, long redisPid)
      implements Entrant {
    @Override
    public String name() {
      return service.name();
    }

    @Override
    public List<Long> pids() {
      return List.of(service.worker().pid(), client.pid(), redisPid);
    }

    @Override
    public Metrics round() throws InterruptedException {
      CpuWatch before = CpuWatch.start(pids());
      Metrics metrics = client.measure(settings);
      CpuWatch.Usage usage = before.stop();
      double requests = metrics.get(Load.OPS) * settings.decimal(HttpLoadSubject.SECONDS);
      return metrics
          .with(SERVER_CPU, usage.cpuSecondsOf(service.worker().pid()) * 1e6 / requests)
          .with(REDIS_CPU, usage.cpuSecondsOf(redisPid) * 1e6 / requests);
    }
  }
}
