package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheStats;
import dev.aside.cache.Caches;
import dev.aside.cache.LocalOptions;
import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.Environment;
import dev.aside.testkit.Await;
import dev.aside.testkit.Backends;
import dev.aside.testkit.ManualTime;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How few loads and commands some bad days take: counts are checked, times also printed. */
@Timeout(300)
final class FreshnessFiguresTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  /** For the figures of a large cache: {@code -Daside.figures.entries=1000000}. */
  private static final int ENTRIES = Integer.getInteger("aside.figures.entries", 100_000);

  // A source that is away, in virtual time

  @Test
  void sourceIsAwayForTwentySeconds_loaderIsCalledFewTimesAndNobodySeesIt() {
    ManualTime time = ManualTime.create();
    Backend memory =
        Backends.open(
            BackendConfig.of(
                "memory:",
                null,
                "test",
                "",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                time,
                new Random(7)));
    AtomicInteger failures = new AtomicInteger();
    boolean[] away = {false};
    List<AsideCache<String, String>> processes = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      Environment environment = new Environment(time, new Random(seed), Runnable::run);
      processes.add(
          Caches.over(memory, environment, "")
              .builder("user", String.class, Codec.utf8())
              .ttl(Duration.ofSeconds(1))
              .absentTtl(Duration.ZERO)
              .staleIfError(Duration.ofSeconds(60))
              .loader(
                  key -> {
                    if (away[0]) {
                      failures.incrementAndGet();
                      throw new IOException("the database is away");
                    }
                    return "v" + time.elapsed().toSeconds();
                  })
              .build());
    }
    processes.forEach(cache -> assertEquals("v0", cache.get("42")));

    away[0] = true;
    for (int i = 0; i < 200; i++) {
      time.advance(Duration.ofMillis(100));
      processes.forEach(cache -> assertEquals("v0", cache.get("42"), "no caller sees an error"));
    }

    System.out.println("loads during 20 s of failures, two processes: " + failures);
    assertTrue(failures.get() >= 1 && failures.get() <= 6, () -> "loads: " + failures);
    for (AsideCache<String, String> cache : processes) {
      CacheStats stats = cache.stats();
      assertEquals(
          201, stats.localHits() + stats.remoteHits() + stats.misses(), "each read is counted");
    }

    away[0] = false;
    time.advance(Duration.ofSeconds(20)); // more than the last pause
    processes.forEach(cache -> assertEquals("v40", cache.get("42")));
    memory.close();
  }

  // A batch

  @Test
  void batchOfAHundred_readsSixtyByOneCommandAndLoadsTwenty() {
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    Queue<Set<String>> calls = new ConcurrentLinkedQueue<>();
    try (Aside here = open();
        Aside there = open();
        RespClient monitor = redis.client();
        RespClient other = redis.client()) {
      AsideCache<String, String> cache = cache(here);
      AsideCache<String, String> elsewhere = cache(there);
      cache.getAll(keys("local", 40), FreshnessFiguresTest::load);
      elsewhere.getAll(keys("remote", 30), FreshnessFiguresTest::load);
      Await.until("40 are copied here", () -> cache.stats().localEntries() == 40);
      Await.until("30 are stored", () -> elsewhere.stats().fills() == 30);
      CompletionStage<Map<String, String>> inFlight =
          elsewhere
              .async()
              .getAll(
                  keys("flight", 10),
                  asked -> {
                    begun.incrementAndGet();
                    mayEnd.await();
                    return load(asked);
                  });
      Await.until("10 are being loaded there", () -> begun.get() == 1);

      other.command("CONFIG", "RESETSTAT");
      monitor.command("MONITOR");
      List<String> all =
          Stream.of(keys("local", 40), keys("remote", 30), keys("new", 20), keys("flight", 10))
              .flatMap(List::stream)
              .toList();
      CompletionStage<Map<String, String>> batch =
          cache
              .async()
              .getAll(
                  all,
                  asked -> {
                    calls.add(new TreeSet<>(asked));
                    return load(asked);
                  });
      Await.until("what is missing is loaded", () -> calls.size() == 1);
      mayEnd.countDown();
      Map<String, String> values = Await.result(batch);
      Await.result(inFlight);

      assertEquals(all, List.copyOf(values.keySet()));
      assertEquals(List.of(new TreeSet<>(keys("new", 20))), List.copyOf(calls));
      List<Integer> reads = sizesOfReads(monitor, other);
      System.out.println(
          "MGETs of many keys: " + reads + "; MGETs: " + CommandStats.calls(other, "mget"));
      assertEquals(List.of(60), reads);
    }
  }

  /** How many keys each MGET has asked for that was not made of single reads, as waiters' are. */
  private static List<Integer> sizesOfReads(RespClient monitor, RespClient other) {
    other.command("ECHO", "the end");
    List<Integer> sizes = new ArrayList<>();
    for (String line = String.valueOf(monitor.read());
        !line.contains("the end");
        line = String.valueOf(monitor.read())) {
      int keys = line.split("\"figure:", -1).length - 1;
      if (line.contains("\"MGET\"") && keys > ReadBatches.MAX_READS) {
        sizes.add(keys);
      }
    }
    return sizes;
  }

  // Tags

  @Test
  void manyEntries_tagAndClear_takeOneCommandEach() {
    try (Aside here = open();
        Aside there = open();
        RespClient client = redis.client()) {
      AsideCache<String, String> writer = tagged(here);
      AsideCache<String, String> reader = tagged(there);
      for (int from = 0; from < ENTRIES; from += AsideCache.MAX_BATCH) {
        int to = Math.min(ENTRIES, from + AsideCache.MAX_BATCH);
        writer.putAll(
            IntStream.range(from, to).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "old")));
      }
      assertEquals(ENTRIES, writer.stats().puts());
      Await.until("one with the tag is copied there", () -> isCopied(reader, "k0"));
      Await.until("one without is, too", () -> isCopied(reader, "k1"));
      writer.invalidateTag("nobody's"); // from here on the server knows the script

      client.command("CONFIG", "RESETSTAT");
      long began = System.nanoTime();
      writer.invalidateTag("fifth");
      assertFewCommands(client);
      Await.until("it is heard of there", () -> "new".equals(reader.get("k0")));
      report("tag", began);
      assertEquals("old", reader.get("k1"));
      for (int i = 0; i < 1_000; i += 5) {
        assertNull(writer.peek("k" + (i + 10)), "each of the tag is gone");
        assertNotNull(writer.peek("k" + (i + 11)), "no other is");
      }

      client.command("CONFIG", "RESETSTAT");
      began = System.nanoTime();
      writer.clear();
      assertFewCommands(client);
      Await.until("it is heard of there", () -> "new".equals(reader.get("k1")));
      report("clear", began);
      assertNull(writer.peek("k2"));
    }
  }

  private static void assertFewCommands(RespClient client) {
    long scripts = CommandStats.calls(client, "evalsha") + CommandStats.calls(client, "eval");
    assertTrue(scripts <= 1, () -> "scripts: " + scripts);
    for (String command : List.of("unlink", "del", "scan", "keys", "flushdb")) {
      assertEquals(0, CommandStats.calls(client, command), command);
    }
  }

  private static void report(String what, long beganNanos) {
    long millis = Duration.ofNanos(System.nanoTime() - beganNanos).toMillis();
    System.out.println(
        what + " of " + ENTRIES + " entries, seen in another instance after " + millis + " ms");
    assertTrue(millis < 1_000, () -> what + ": " + millis + " ms");
  }

  private static AsideCache<String, String> tagged(Aside aside) {
    return aside
        .cache("figure", String.class)
        .version(value -> 1)
        .tags((key, value) -> key.matches("k\\d*[05]") ? Set.of("fifth") : Set.of())
        .loader(key -> "new")
        .ttl(Duration.ofHours(1))
        .earlyRefresh(0)
        .build();
  }

  private static boolean isCopied(AsideCache<String, String> cache, String key) {
    long before = cache.stats().localHits();
    cache.get(key);
    return cache.stats().localHits() > before;
  }

  private static AsideCache<String, String> cache(Aside aside) {
    return aside
        .cache("figure", String.class)
        .loadTimeout(Duration.ofSeconds(30))
        .local(LocalOptions.defaults().maxLocalLag(Duration.ofSeconds(10)))
        .build();
  }

  private static Aside open() {
    Aside aside = Aside.builder(redis.uri()).commandTimeout(Duration.ofSeconds(20)).build();
    Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
    return aside;
  }

  private static List<String> keys(String kind, int count) {
    return IntStream.range(0, count).mapToObj(i -> kind + i).toList();
  }

  private static Map<String, String> load(Set<String> keys) {
    return keys.stream().collect(Collectors.toMap(Function.identity(), key -> "v" + key));
  }
}
