package dev.aside.bench.remote;

import dev.aside.bench.load.Callers;
import dev.aside.bench.load.Load;
import dev.aside.bench.measure.Entrant;
import dev.aside.bench.measure.Series;
import dev.aside.bench.report.Section;
import dev.aside.bench.report.Verdict;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.stage.Claim;
import dev.aside.bench.stage.Stage;
import dev.aside.bench.stage.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** P10: what reading 100 keys at once costs. */
public final class BatchHits implements Claim {
  private static final int KEYS = 100;
  private static final String MGET = "Lettuce, one MGET";

  @Override
  public String id() {
    return "P10";
  }

  @Override
  public String title() {
    return "getAll of " + KEYS + " keys";
  }

  @Override
  public Section measure(Stage stage) throws Exception {
    Section section = new Section("P10: getAll of 100 keys");
    section.paragraph(
        "`AsideCache.getAll(keys)` of 100 keys that are in Redis, L1 off, values of 512 bytes; one"
            + " caller. A read is one call for 100 keys; times in microseconds.");
    RawKeys.fill(stage, Values.SIZE);
    Map<String, String> clients = new LinkedHashMap<>();
    clients.put("Aside, L1 off", "aside");
    clients.put(MGET, "lettuce");
    clients.put("Lettuce, 100 pipelined GETs", "lettuce-pipelined");
    Settings round =
        Settings.NONE
            .with(RemoteSubject.KIND, Callers.PLATFORM)
            .with(RemoteSubject.CALLERS, 1)
            .with(RemoteSubject.BATCH, KEYS);
    List<Entrant> entrants = new ArrayList<>();
    for (Map.Entry<String, String> client : clients.entrySet()) {
      Settings settings =
          Settings.NONE.with("client", client.getValue()).with("keys", stage.plan().keys());
      Worker worker = stage.start("P10 " + client.getKey(), RemoteSubject.class, settings);
      worker.measure(round.with(RemoteSubject.SECONDS, stage.plan().warmSeconds()));
      entrants.add(
          new RedisLoad(
              client.getKey(),
              worker,
              round.with(RemoteSubject.SECONDS, stage.plan().seconds()),
              stage.redisPid()));
    }
    List<Series> series = stage.rounds().run("100 keys", entrants);
    section.table("1 caller, 100 keys a read", LoadTable.of(series, MGET));
    section.verdict(
        Verdict.atMost(
            "Aside's median time by that of one MGET",
            1.3,
            series.get(0),
            series.get(1),
            Load.P50));
    return section;
  }
}
