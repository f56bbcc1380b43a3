package dev.aside.bench.fanout;

import dev.aside.bench.http.Services;
import dev.aside.bench.load.Load;
import dev.aside.bench.measure.Entrant;
import dev.aside.bench.measure.Series;
import dev.aside.bench.report.Figures;
import dev.aside.bench.report.Section;
import dev.aside.bench.report.Table;
import dev.aside.bench.report.Verdict;
import dev.aside.bench.run.ClassPath;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.service.FanOutService;
import dev.aside.bench.stage.Claim;
import dev.aside.bench.stage.Plan;
import dev.aside.bench.stage.Stage;
import dev.aside.embedded.RedisProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** P5: one message from Redis to thousands of WebSockets. */
public final class FanOut implements Claim {
  /** Processor time of the server per delivery, in microseconds. */
  public static final String SERVER_CPU = "serverCpu";

  private static final String EACH = "raw Netty, a frame for each socket";
  private static final String SHARED = "raw Netty, one shared buffer and flush";

  /** Messages under way where the server is behind all the time. */
  private static final int BACKLOG = 16;

  private static final int RATE = 20;

  /** Messages a second to a large audience. */
  private static final int SLOW_RATE = 5;

  @Override
  public String id() {
    return "P5";
  }

  @Override
  public String title() {
    return "fan-out";
  }

  @Override
  public Section measure(Stage stage) throws Exception {
    int sockets = stage.plan().sockets();
    Section section = new Section("P5: fan-out");
    section.paragraph(
        "One message of 200 bytes, published to a Redis channel, to each of "
            + Figures.of(sockets)
            + " WebSockets on loopback. Times in microseconds from PUBLISH to each delivery; CPU is"
            + " the processor time of the server's process per delivery, in microseconds. Publisher"
            + " and all sockets are one other process with one event loop.");
    section.list(
        List.of(
            "Aside: `aside serve`, default settings: sessions are bounded and watched.",
            "Raw Netty: one event loop, Lettuce on it; nothing is bounded."));
    List<Services.Service> services = new ArrayList<>();
    List<Worker> audiences = new ArrayList<>();
    for (String name : List.of(Services.ASIDE, SHARED, EACH)) {
      // Each has a Redis of its own: on one, all would get what is published for one of them.
      RedisProcess redis = stage.anotherRedis();
      Services.Service service = start(stage, name, redis.port());
      services.add(service);
      audiences.add(audience(stage, service, redis.port(), sockets));
    }
    discipline(stage, section, services, audiences, "Backlog of " + BACKLOG + " messages");
    discipline(stage, section, services, audiences, RATE + " messages a second");
    return section;
  }

  private static Services.Service start(Stage stage, String name, int redisPort)
      throws IOException, InterruptedException {
    if (name.equals(Services.ASIDE)) {
      return Services.aside(stage, /* local= */ true, redisPort);
    }
    List<String> arguments =
        List.of(Integer.toString(redisPort), name.equals(SHARED) ? "shared" : "each");
    return Services.start(
        stage, name, ClassPath.own(), FanOutService.class.getName(), arguments, "/chat");
  }

  /** Connects so many sockets to a server, and a publisher to its Redis. */
  public static Worker audience(Stage stage, Services.Service service, int redisPort, int sockets)
      throws IOException, InterruptedException {
    return stage.start(
        "audience of " + service.name(),
        AudienceSubject.class,
        Settings.NONE
            .with("port", redisPort)
            .with(AudienceSubject.PORT, service.port())
            .with(AudienceSubject.SOCKETS, sockets));
  }

  /** Rounds of few messages, which an audience of any size can take. */
  public static Entrant slowly(Services.Service service, Worker audience, Plan plan) {
    return new Deliveries(
        service,
        audience,
        Settings.NONE
            .with(AudienceSubject.WINDOW, 0)
            .with(AudienceSubject.RATE, SLOW_RATE)
            .with(AudienceSubject.SECONDS, Math.max(1, plan.seconds())));
  }

  private static void discipline(
      Stage stage,
      Section section,
      List<Services.Service> services,
      List<Worker> audiences,
      String name)
      throws InterruptedException {
    boolean backlog = name.startsWith("Backlog");
    Settings round =
        Settings.NONE
            .with(AudienceSubject.WINDOW, backlog ? BACKLOG : 0)
            .with(AudienceSubject.RATE, backlog ? 0 : RATE);
    List<Entrant> entrants = new ArrayList<>();
    for (int i = 0; i < services.size(); i++) {
      Deliveries deliveries =
          new Deliveries(
              services.get(i),
              audiences.get(i),
              round.with(AudienceSubject.SECONDS, stage.plan().seconds()));
      stage.progress().step("warming up " + deliveries.name());
      audiences.get(i).measure(round.with(AudienceSubject.SECONDS, stage.plan().warmSeconds()));
      entrants.add(deliveries);
    }
    List<Series> all = stage.rounds().run(name, entrants);
    section.table(name, table(all));
    Series aside = all.get(0);
    if (backlog) {
      section.verdict(
          Verdict.atLeast(
              "deliveries by raw Netty's shared buffer", 0.9, aside, all.get(1), Load.OPS));
      section.verdict(
          Verdict.atLeast(
              "deliveries by raw Netty's frame for each", 8, aside, all.get(2), Load.OPS));
    } else {
      section.verdict(
          Verdict.atMost(
              "p99 at " + RATE + " messages a second by raw Netty's shared buffer",
              1.0,
              aside,
              all.get(1),
              Load.P99));
    }
  }

  private static Table table(List<Series> all) {
    Table table =
        new Table("", "deliveries/s", "min", "max", "by Aside's", "p50", "p99", "CPU", "rounds");
    for (Series series : all) {
      table.add(
          series.name(),
          Figures.of(series.median(Load.OPS)),
          Figures.of(series.min(Load.OPS)),
          Figures.of(series.max(Load.OPS)),
          Figures.ratio(series.median(Load.OPS) / all.get(0).median(Load.OPS)),
          Figures.of(series.median(Load.P50)),
          Figures.of(series.median(Load.P99)),
          Figures.of(series.median(SERVER_CPU)),
          series.roundsText());
    }
    return table;
  }
}
