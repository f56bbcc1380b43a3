package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The largest batch there may be, on a real Redis, whose connections have a limit of their own. A
 * machine that is busy may lose a connection on the way, which costs some values and no more.
 */
@Timeout(240)
final class LargeBatchTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  /** Of the values, if all is not quite well. */
  private static final long ENOUGH = AsideCache.MAX_BATCH * 9L / 10;

  @Test
  void putAll_hundredThousandValues_storesAll() {
    Map<String, String> values =
        IntStream.range(0, AsideCache.MAX_BATCH)
            .mapToObj(i -> "k" + i)
            .collect(Collectors.toMap(Function.identity(), k -> k));
    try (Aside aside = open()) {
      AsideCache<String, String> cache = aside.cache("user", String.class).noLocal().build();

      cache.putAll(values);

      long puts = cache.stats().puts();
      assertTrue(puts > ENOUGH, () -> "stored: " + puts);
      Await.until("the rest is made good", () -> cache.stats().pendingInvalidations() == 0);
    }
  }

  @Test
  void getAll_hundredThousandColdKeys_takesAHundredCallsAndStoresAll() {
    List<String> keys = IntStream.range(0, AsideCache.MAX_BATCH).mapToObj(i -> "k" + i).toList();
    AtomicInteger calls = new AtomicInteger();
    try (Aside aside = open()) {
      AsideCache<String, String> cache =
          aside.cache("user", String.class).loadTimeout(Duration.ofSeconds(30)).noLocal().build();

      Map<String, String> values =
          cache.getAll(
              keys,
              asked -> {
                calls.incrementAndGet();
                return asked.stream().collect(Collectors.toMap(Function.identity(), k -> k));
              });

      assertEquals(keys, List.copyOf(values.keySet()), "in the order asked");
      assertTrue(calls.get() >= 100 && calls.get() <= 150, () -> "calls: " + calls);
      Await.until("they are stored", () -> cache.stats().fills() > ENOUGH);
    }
  }

  private static Aside open() {
    Aside aside = Aside.builder(redis.uri()).commandTimeout(Duration.ofSeconds(20)).build();
    Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
    return aside;
  }
}
