package dev.aside.bench.commands;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.bench.report.Section;
import dev.aside.bench.report.Table;
import dev.aside.bench.report.Verdict;
import dev.aside.bench.stage.Claim;
import dev.aside.bench.stage.Stage;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.RawAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** P7: which commands an operation sends, counted at the server. */
public final class CommandCounts implements Claim {
  private static final int MANY = 100;
  private static final int MAX_TRIES = 200;
  private static final int TRY_MILLIS = 10;

  /** So many looks in a row that show nothing new: the operation has sent all it sends. */
  private static final int QUIET_TRIES = 5;

  @Override
  public String id() {
    return "P7";
  }

  @Override
  public String title() {
    return "commands per operation";
  }

  @Override
  public Section measure(Stage stage) throws Exception {
    Section section = new Section("P7: commands per operation");
    section.paragraph(
        "As the server's own MONITOR shows them, heartbeats apart, after scripts were loaded."
            + " EVALSHA is one of our scripts: a lease, a fill, a put or a write intent. On the"
            + " caller's path are those before the answer; filling and what follows it are not.");
    Table table = new Table("operation", "at most", "sent", "commands");
    try (Aside aside = Aside.connect(stage.uri());
        Monitor monitor = Monitor.open(stage);
        AsideCache<String, String> both = cache(aside, "p7").build();
        AsideCache<String, String> remote = cache(aside, "p7-remote").noLocal().build();
        AsideCache<String, String> tagged =
            cache(aside, "p7-tags").noLocal().tags((key, value) -> Set.of("t", key)).build()) {
      Operations operations = new Operations(section, table, monitor);
      warmUp(both, remote);
      tagged.get("warm");
      tagged.invalidateTag("t");
      tagged.clear();
      operations.settle();
      single(operations, both, remote);
      many(operations, remote);
      tags(operations, tagged);
    }
    section.table("Commands", table);
    return section;
  }

  private static CacheBuilder<String, String> cache(Aside aside, String name) {
    return aside.cache(name, Codec.utf8()).loader(key -> "v" + key).batchLoader(Loads::all);
  }

  /** Scripts are loaded by their first use, and L1 begins when the server is known. */
  private static void warmUp(AsideCache<String, String> both, AsideCache<String, String> remote)
      throws Exception {
    for (int i = 0; both.stats().localHits() == 0 && i < MAX_TRIES; i++) {
      both.raw().answer("warm").toCompletableFuture().get(MAX_TRIES, TimeUnit.SECONDS);
      TimeUnit.MILLISECONDS.sleep(TRY_MILLIS);
    }
    remote.get("warm");
    remote.put("warm", "w");
    remote.write(Set.of("warm"), () -> "done");
    remote.invalidate("warm");
  }

  private static void single(
      Operations run, AsideCache<String, String> both, AsideCache<String, String> remote)
      throws Exception {
    run.count("miss with L1", 5, () -> stored(both, "a"));
    run.count("L1 hit", 0, () -> both.get("a"));
    run.count("miss without L1", 3, () -> stored(remote, "a"));
    run.count("L2 hit", 1, () -> remote.get("a"));
    run.count("peek of a cached key", 1, () -> remote.peek("a"));
    run.count(
        "put",
        2, // the stamp of the cache, for what is stored to be cleared by it, and the value
        () -> {
          remote.put("b", "w");
          return null;
        });
    run.count(
        "invalidate",
        1,
        () -> {
          remote.invalidate("a");
          return null;
        });
    run.count("write with intent", 2, () -> remote.write(Set.of("a"), () -> "done"));
  }

  private static void many(Operations run, AsideCache<String, String> remote) throws Exception {
    List<String> keys = IntStream.range(0, MANY).mapToObj(i -> "m" + i).toList();
    run.count("getAll of 100 cold keys", 1 + 2 * MANY, () -> remote.getAll(keys));
    run.count("getAll of 100 warm keys", 1, () -> remote.getAll(keys));
    run.count(
        "invalidateAll of 100 keys",
        1,
        () -> {
          remote.invalidateAll(keys);
          return null;
        });
  }

  /** Each entry has a tag of its own and one that all have; stamps are looked at in each read. */
  private static void tags(Operations run, AsideCache<String, String> tagged) throws Exception {
    stored(tagged, "a"); // the first load finds out which tags there are
    stored(tagged, "a");
    run.settle();
    run.count("L2 hit with two tags", 2, () -> tagged.get("a"));
    run.count(
        "invalidateTag",
        1,
        () -> {
          tagged.invalidateTag("t");
          return null;
        });
    run.count(
        "clear",
        1,
        () -> {
          tagged.clear();
          return null;
        });
  }

  /** Until the value is stored, and copied to L1 if there is one. */
  private static RawAnswer stored(AsideCache<String, String> cache, String key) throws Exception {
    return cache.raw().answer(key).toCompletableFuture().get(MAX_TRIES, TimeUnit.SECONDS);
  }

  /** The source. */
  private static final class Loads {
    private Loads() {}

    static Map<String, String> all(Set<String> keys) {
      Map<String, String> values = new LinkedHashMap<>();
      keys.forEach(key -> values.put(key, "v" + key));
      return values;
    }
  }

  /** Runs one operation after the other and writes down what it sent. */
  private record Operations(Section section, Table table, Monitor monitor) {
    void count(String name, int most, Callable<? extends @Nullable Object> operation)
        throws Exception {
      operation.call();
      List<String> sent = settle();
      table.add(name, Integer.toString(most), Integer.toString(sent.size()), summary(sent));
      section.verdict(Verdict.count("commands of " + name, most, sent.size()));
    }

    /** What was sent, when nothing more comes. */
    List<String> settle() throws InterruptedException {
      List<String> sent = new ArrayList<>();
      for (int quiet = 0, tries = 0; quiet < QUIET_TRIES && tries < MAX_TRIES; tries++) {
        List<String> more = monitor.take();
        sent.addAll(more);
        quiet = more.isEmpty() ? quiet + 1 : 0;
        TimeUnit.MILLISECONDS.sleep(TRY_MILLIS);
      }
      return sent;
    }

    private static String summary(List<String> sent) {
      Map<String, Integer> counts = new LinkedHashMap<>();
      sent.forEach(command -> counts.merge(command, 1, Integer::sum));
      return String.join(
          ", ",
          counts.entrySet().stream()
              .map(c -> (c.getValue() == 1) ? c.getKey() : c.getValue() + " " + c.getKey())
              .toList());
    }
  }
}
