package dev.aside.bench;

import dev.aside.bench.commands.CommandCounts;
import dev.aside.bench.fanout.FanOut;
import dev.aside.bench.growth.Growth;
import dev.aside.bench.http.HttpRequests;
import dev.aside.bench.local.LocalHits;
import dev.aside.bench.measure.CpuWatch;
import dev.aside.bench.measure.Progress;
import dev.aside.bench.remote.BatchHits;
import dev.aside.bench.remote.RemoteHits;
import dev.aside.bench.report.Page;
import dev.aside.bench.report.Section;
import dev.aside.bench.run.ClassPath;
import dev.aside.bench.stage.Claim;
import dev.aside.bench.stage.Plan;
import dev.aside.bench.stage.Stage;
import dev.aside.bench.stampede.Stampedes;
import dev.aside.bench.start.StartUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code ./aside bench}. */
@Command(
    name = "aside bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures Aside beside its peers and writes a page with the ratios. Without options: Aside"
            + " and the raw libraries only, in about two minutes.")
public final class Bench implements Callable<Integer> {
  private static final String SPRING_BOOT = "--spring-boot";
  private static final String SERVER = "--server";

  private static final List<String> CONTENDERS =
      List.of(
          "caffeine",
          "lettuce-core",
          "netty-common",
          "vertx-core",
          "jedis",
          "redisson",
          "jetcache-core",
          "spring-core",
          "spring-data-redis",
          "spring-boot",
          "tomcat-embed-core",
          "jmh-core");

  @Option(names = "--peers", description = "All contenders, in about five minutes.")
  private boolean peers;

  @Option(
      names = "--full",
      description = "All contenders, long rounds and the growth curves: an hour or so.")
  private boolean full;

  @Option(
      names = "--smoke",
      hidden = true,
      description = "Tiny, to see that every program runs; the figures mean nothing.")
  private boolean smoke;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "CLAIM",
      description = "Only these, such as P1,P2.")
  private List<String> only = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "target/bench",
      description = "Where performance.md and its pictures go (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("");

  @Option(
      names = SPRING_BOOT,
      hidden = true,
      paramLabel = "DIR",
      description = "The folder of the service on Spring Boot: its jar, and lib/.")
  private @Nullable Path springBoot;

  @Option(
      names = SERVER,
      hidden = true,
      paramLabel = "DIR",
      description = "The folder of Aside's server: its jar, and lib/.")
  private @Nullable Path server;

  /** Runs it; status 0: done, 1: a claim could not be measured, 2: the command line is wrong. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    Bench bench = new Bench();
    bench.typed = typed(arguments);
    return new CommandLine(bench).execute(arguments);
  }

  private String typed = "";

  /** Without what the launcher adds. */
  private static String typed(String... arguments) {
    List<String> typed = new ArrayList<>(List.of(arguments));
    for (String option : List.of(SPRING_BOOT, SERVER)) {
      int added = typed.indexOf(option);
      if (added >= 0) {
        typed.subList(added, added + 2).clear();
      }
    }
    return String.join(" ", typed);
  }

  static List<Claim> claims() {
    return List.of(
        new LocalHits(),
        new RemoteHits(),
        HttpRequests.fromRedis(),
        HttpRequests.fromMemory(),
        new FanOut(),
        new Stampedes(),
        new CommandCounts(),
        new StartUp(),
        new BatchHits(),
        new Growth());
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Plan plan = smoke ? Plan.SMOKE : full ? Plan.FULL : peers ? Plan.PEERS : Plan.QUICK;
    Progress progress = new Progress(System.err, System.console() != null);
    Path work = Files.createDirectories(out.resolve("logs"));
    ClassPath boot = springBootClassPath();
    if (!CpuWatch.isAvailable()) {
      progress.note("This system does not tell who uses its processors: nothing is watched.");
    }
    List<Section> sections = new ArrayList<>();
    List<Claim> chosen = chosen();
    boolean good = true;
    for (Claim claim : chosen) {
      progress.claim(sections.size() + 1, chosen.size(), claim.id() + ": " + claim.title());
      Section section =
          measure(claim, progress, () -> Stage.open(plan, progress, work, boot, serverPath()));
      good &= section.title().startsWith(claim.id());
      sections.add(section);
    }
    Page.write(
        out.resolve("performance.md"),
        ("./aside bench " + typed).strip(),
        plan.watch(),
        versions(boot),
        sections);
    progress.note("written: " + out.resolve("performance.md"));
    return good ? 0 : 1;
  }

  private static Section measure(Claim claim, Progress progress, Supplier<Stage> open)
      throws InterruptedException {
    try (Stage stage = open.get()) {
      Section section = claim.measure(stage);
      section.show(System.out::println);
      return section;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      progress.note(claim.id() + " could not be measured: " + e);
      Section section = new Section("Not measured: " + claim.id());
      section.paragraph(claim.title() + " could not be measured in this run.");
      return section;
    }
  }

  private List<Claim> chosen() {
    List<String> wanted = only.stream().map(id -> id.toUpperCase(Locale.ROOT)).toList();
    List<Claim> chosen =
        claims().stream()
            .filter(
                claim -> wanted.isEmpty() || wanted.contains(claim.id().toUpperCase(Locale.ROOT)))
            .toList();
    if (chosen.isEmpty()) {
      throw new CommandLine.ParameterException(
          new CommandLine(this),
          "--only: " + only + " (expected: of " + claims().stream().map(Claim::id).toList() + ")");
    }
    return chosen;
  }

  private @Nullable ClassPath springBootClassPath() {
    return (springBoot == null)
        ? null
        : ClassPath.of(
            springBoot.resolve("aside-benchmarks-spring-boot.jar"), springBoot.resolve("lib"));
  }

  private ClassPath serverPath() {
    return (server == null)
        ? ClassPath.own()
        : ClassPath.of(server.resolve("aside-server.jar"), server.resolve("lib"));
  }

  private static Map<String, String> versions(@Nullable ClassPath boot) {
    Map<String, String> versions = ClassPath.own().versions(CONTENDERS);
    if (boot != null) {
      boot.versions(CONTENDERS)
          .forEach(
              (name, version) ->
                  versions.merge(
                      name,
                      version,
                      (ours, theirs) ->
                          ours.equals(theirs) ? ours : ours + " (Spring Boot: " + theirs + ")"));
    }
    versions.put("redis-server", "7.0.15");
    return versions;
  }
}
