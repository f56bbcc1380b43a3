package dev.aside.bench.remote;

import dev.aside.bench.load.Callers;
import dev.aside.bench.load.Load;
import dev.aside.bench.measure.Entrant;
import dev.aside.bench.measure.Series;
import dev.aside.bench.report.Figures;
import dev.aside.bench.report.Section;
import dev.aside.bench.report.Verdict;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.stage.Claim;
import dev.aside.bench.stage.Stage;
import dev.aside.bench.stage.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** P2: what a hit in Redis costs through the typed path, beside clients and peers. */
public final class RemoteHits implements Claim {
  private static final String ASIDE = "Aside, L1 off";
  private static final String LETTUCE = "Lettuce";
  private static final String NETTY = "raw Netty client";
  private static final String JEDIS = "Jedis, pool of 64";
  private static final String JETCACHE = "JetCache";
  private static final String REDISSON = "Redisson";
  private static final String SPRING = "Spring Data Redis";

  private static final Set<String> WITHOUT_ASYNC = Set.of(JEDIS, SPRING);

  /**
   * One way to call.
   *
   * @param target the least ratio to Lettuce; null: none
   */
  private record Discipline(String name, Callers kind, int callers, @Nullable Double target) {}

  private static final List<Discipline> DISCIPLINES =
      List.of(
          new Discipline("1 caller", Callers.PLATFORM, 1, 1.2),
          new Discipline("32 platform threads", Callers.PLATFORM, 32, 1.6),
          new Discipline("256 virtual threads", Callers.VIRTUAL, 256, 1.8),
          new Discipline("256 calls under way, asynchronous", Callers.ASYNC, 256, 3.5));

  @Override
  public String id() {
    return "P2";
  }

  @Override
  public String title() {
    return "L2 hit";
  }

  @Override
  public Section measure(Stage stage) throws Exception {
    Section section = new Section("P2: L2 hit");
    section.paragraph(
        "`AsideCache.get(key)` with L1 off, uniform over "
            + Figures.of(stage.plan().keys())
            + " keys that are all in Redis, values of 512 bytes, passed as bytes by everybody so"
            + " that no codec is measured. Closed loop on one machine with the server. Times in"
            + " microseconds; CPU is processor time per read, of the client's process and of"
            + " redis-server.");
    RawKeys.fill(stage, Values.SIZE);
    Map<String, Worker> workers = start(stage);
    section.list(notes(stage));
    for (Discipline discipline : DISCIPLINES) {
      if (discipline.kind().areThere()) {
        measure(stage, section, workers, discipline);
      } else {
        section.paragraph(discipline.name() + ": not on this JDK.");
      }
    }
    return section;
  }

  private static Map<String, Worker> start(Stage stage) throws IOException, InterruptedException {
    Map<String, String> clients = new LinkedHashMap<>();
    clients.put(ASIDE, "aside");
    clients.put(LETTUCE, "lettuce");
    clients.put(NETTY, "netty");
    if (stage.plan().peers()) {
      clients.put(JEDIS, "jedis");
      clients.put(JETCACHE, "jetcache");
      clients.put(REDISSON, "redisson");
      clients.put(SPRING, "spring");
    }
    Map<String, Worker> workers = new LinkedHashMap<>();
    for (Map.Entry<String, String> client : clients.entrySet()) {
      Settings settings =
          Settings.NONE.with("client", client.getValue()).with("keys", stage.plan().keys());
      workers.put(
          client.getKey(), stage.start("P2 " + client.getKey(), RemoteSubject.class, settings));
    }
    return workers;
  }

  private static List<String> notes(Stage stage) {
    List<String> notes =
        new ArrayList<>(
            List.of(
                "Aside: default settings and `noLocal()`; each reply's frame is checked.",
                "Lettuce: `async()` on one shared connection, as it comes; callers that wait call"
                    + " `get()` on the future.",
                "Raw Netty client: 150 lines in this repository, one connection, one flush for all"
                    + " that has queued; what a client on Netty can reach."));
    if (stage.plan().peers()) {
      notes.add("Jedis: `RedisClient` with a pool of 64 connections; it has no asynchronous API.");
      notes.add("JetCache: `RedisLettuceCache` with an encoder that passes bytes through.");
      notes.add("Redisson: `RBucket` with `ByteArrayCodec`, default pool of 24 to 64 connections.");
      notes.add(
          "Spring Data Redis: `RedisTemplate` with byte-array values on its shared connection.");
    }
    return notes;
  }

  private static void measure(
      Stage stage, Section section, Map<String, Worker> workers, Discipline discipline)
      throws InterruptedException {
    Settings round =
        Settings.NONE
            .with(RemoteSubject.KIND, discipline.kind())
            .with(RemoteSubject.CALLERS, discipline.callers())
            .with(RemoteSubject.BATCH, 1);
    List<Entrant> entrants = new ArrayList<>();
    for (Map.Entry<String, Worker> worker : workers.entrySet()) {
      if (discipline.kind() == Callers.ASYNC && WITHOUT_ASYNC.contains(worker.getKey())) {
        continue;
      }
      stage.progress().step(discipline.name() + ", warming up " + worker.getKey());
      worker.getValue().measure(round.with(RemoteSubject.SECONDS, stage.plan().warmSeconds() / 2));
      entrants.add(
          new RedisLoad(
              worker.getKey(),
              worker.getValue(),
              round.with(RemoteSubject.SECONDS, stage.plan().seconds()),
              stage.redisPid()));
    }
    List<Series> series = stage.rounds().run(discipline.name(), entrants);
    section.table(discipline.name(), LoadTable.of(series, LETTUCE));
    judge(section, discipline, series);
  }

  private static void judge(Section section, Discipline discipline, List<Series> all) {
    Series aside = all.get(0);
    String name = discipline.name() + ", Aside's reads by ";
    for (Series other : all) {
      Double target =
          switch (other.name()) {
            case LETTUCE -> discipline.target();
            case NETTY -> (discipline.callers() == 1) ? null : Double.valueOf(0.85);
            case JETCACHE -> Double.valueOf(2);
            case REDISSON -> Double.valueOf(4);
            default -> null;
          };
      if (target != null) {
        section.verdict(
            Verdict.atLeast(name + other.name() + "'s", target, aside, other, Load.OPS));
      }
      if (discipline.callers() == 1 && other.name().equals(LETTUCE)) {
        section.verdict(
            Verdict.atMost("1 caller, Aside's p99 by Lettuce's", 1, aside, other, Load.P99));
      }
    }
  }
}
