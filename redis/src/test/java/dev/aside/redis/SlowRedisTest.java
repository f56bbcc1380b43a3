package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Callers of a Redis that answers after two seconds, with a deadline of a tenth of one: nobody sees
 * it, and little is sent. How long they wait is printed, as it is the machine's.
 */
@Timeout(120)
final class SlowRedisTest {
  private static final int CALLERS = 16;
  private static final int READS = 200;
  private static final int KEYS = 100;
  private static final Duration DELAY = Duration.ofSeconds(2);
  private static final Duration DEADLINE = Duration.ofMillis(100);

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Test
  void get_redisIsSlow_callersAreAnsweredAndFewCommandsAreSent() {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (ChaosProxy proxy = ChaosProxy.to(redis.port());
        RespClient direct = redis.client();
        Aside aside =
            Aside.builder("redis://127.0.0.1:" + proxy.port()).commandTimeout(DEADLINE).build()) {
      Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
      AsideCache<Integer, String> cache =
          aside
              .cache("slow", Integer.class, String.class)
              .ttl(Duration.ofMillis(300))
              .staleWhileRevalidate(Duration.ofMinutes(1))
              .loader(key -> "value of " + key)
              .build();
      for (int key = 0; key < KEYS; key++) {
        cache.get(key);
      }
      Await.until("all are stored", () -> cache.stats().fills() >= KEYS);
      proxy.delay(Direction.TO_CLIENT, DELAY, Duration.ZERO);
      direct.command("CONFIG", "RESETSTAT");

      List<CompletableFuture<long[]>> calls = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        int from = caller;
        calls.add(CompletableFuture.supplyAsync(() -> read(cache, from), callers));
      }
      long[] nanos =
          calls.stream().map(Await::result).flatMapToLong(Arrays::stream).sorted().toArray();

      long sent = CommandStats.all(direct).values().stream().mapToLong(Long::longValue).sum();
      assertEquals(CALLERS * READS, nanos.length);
      System.out.printf(
          "Redis takes %d ms, deadline %d ms: a get takes %.1f ms (p50), %.1f ms (p99), %.1f ms at"
              + " most; %d commands for %d gets%n",
          DELAY.toMillis(),
          DEADLINE.toMillis(),
          millis(nanos, 0.5),
          millis(nanos, 0.99),
          millis(nanos, 1),
          sent,
          nanos.length);
      assertTrue(sent < nanos.length / 4, () -> "commands: " + sent);
    } finally {
      callers.shutdownNow();
    }
  }

  private static long[] read(AsideCache<Integer, String> cache, int from) {
    return IntStream.range(0, READS)
        .mapToLong(
            i -> {
              int key = (31 * from + i) % KEYS;
              long start = System.nanoTime();
              assertEquals("value of " + key, cache.get(key));
              long took = System.nanoTime() - start;
              LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
              return took;
            })
        .toArray();
  }

  private static double millis(long[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e6;
  }
}
