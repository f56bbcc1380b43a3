package dev.aside.bench.start;

import dev.aside.bench.measure.Entrant;
import dev.aside.bench.measure.Series;
import dev.aside.bench.report.Figures;
import dev.aside.bench.report.Section;
import dev.aside.bench.report.Table;
import dev.aside.bench.report.Verdict;
import dev.aside.bench.run.ClassPath;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.service.HttpService;
import dev.aside.bench.stage.Claim;
import dev.aside.bench.stage.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** P8: how long a start takes, and the memory after it. */
public final class StartUp implements Claim {
  /** From this JDK on there is a cache of loaded and linked classes (JEP 514). */
  private static final int FIRST_WITH_AOT = 25;

  private static final double MAX_MILLIS = 800;
  private static final double MAX_MIB = 130;

  @Override
  public String id() {
    return "P8";
  }

  @Override
  public String title() {
    return "start";
  }

  @Override
  public Section measure(Stage stage) throws Exception {
    Section section = new Section("P8: start");
    section.paragraph(
        "From the start of the `java` process to the first answer of `GET /users/42` from Redis,"
            + " and the memory in use then (RSS). The archive is made by one run before, as"
            + " `./aside serve` does after a build: an AOT cache from JDK 25 on, a CDS archive"
            + " before.");
    List<Program> programs = new ArrayList<>();
    Program aside = aside(stage);
    Metrics first = start(stage, aside); // makes the database and fills Redis
    stage.progress().note("first start: %.0f ms".formatted(first.get(Launch.MILLIS)));
    programs.add(archived(stage, aside));
    programs.add(aside);
    programs.add(netty(stage));
    ClassPath boot = stage.springBoot();
    if (boot != null && stage.plan().peers()) {
      Program plain = boot(stage, boot);
      programs.add(archived(stage, plain));
      programs.add(plain);
    }
    List<Entrant> entrants = new ArrayList<>();
    programs.forEach(program -> entrants.add(new Starts(program, stage)));
    List<Series> all = stage.rounds(stage.plan().starts()).run("start", entrants);
    Table table = new Table("", "ms", "min", "max", "MiB", "rounds");
    for (Series series : all) {
      table.add(
          series.name(),
          Figures.of(series.median(Launch.MILLIS)),
          Figures.of(series.min(Launch.MILLIS)),
          Figures.of(series.max(Launch.MILLIS)),
          Figures.of(series.median(Launch.MIB)),
          series.roundsText());
    }
    section.table("To the first answer", table);
    section.verdict(
        Verdict.valueAtMost(
            "ms to Aside's first answer, with archive", MAX_MILLIS, all.get(0), Launch.MILLIS));
    section.verdict(
        Verdict.valueAtMost("MiB after Aside's start", MAX_MIB, all.get(0), Launch.MIB));
    return section;
  }

  private static Program aside(Stage stage) {
    return new Program(
        "Aside",
        List.of(),
        stage.server(),
        "dev.aside.server.Main",
        List.of(
            "serve",
            "--port",
            "0",
            "--redis",
            stage.uri(),
            "--data-dir",
            stage.work().resolve("data-start").toString(),
            "--user-ttl",
            "24h"));
  }

  private static Program netty(Stage stage) {
    stage.redis("SET", "raw:42", "{\"id\":42}");
    return new Program(
        "raw Netty + Lettuce, no database",
        List.of(),
        ClassPath.own(),
        HttpService.class.getName(),
        List.of(Integer.toString(stage.port())));
  }

  private static Program boot(Stage stage, ClassPath path) {
    return new Program(
        "Spring Boot, no database",
        List.of(),
        path,
        "dev.aside.bench.boot.BootService",
        List.of("--server.port=0", "--spring.data.redis.port=" + stage.port()));
  }

  /** The program with an archive, which one run makes. */
  private static Program archived(Stage stage, Program plain) throws Exception {
    boolean aot = Runtime.version().feature() >= FIRST_WITH_AOT;
    Path archive =
        stage
            .work()
            .resolve(plain.name().replaceAll("\\W+", "-") + (aot ? ".aot" : ".jsa"))
            .toAbsolutePath();
    Files.deleteIfExists(archive);
    start(
        stage,
        plain.with(
            plain.name() + ", making its archive",
            (aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive));
    return plain.with(
        plain.name() + (aot ? ", AOT cache" : ", CDS archive"),
        (aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);
  }

  private static Metrics start(Stage stage, Program program) throws Exception {
    stage.progress().step("starting " + program.name());
    return Launch.measure(program, stage.work().resolve("starts.log"));
  }

  /** Starts of one program. */
  private record Starts(Program program, Stage stage) implements Entrant {
    @Override
    public String name() {
      return program.name();
    }

    @Override
    public List<Long> pids() {
      return List.of(); // it has ended when the round ends, and is counted among our children
    }

    @Override
    public Metrics round() throws Exception {
      return Launch.measure(program, stage.work().resolve("starts.log"));
    }
  }
}
