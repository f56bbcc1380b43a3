package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Through the front door, as an application uses it. */
@Timeout(60)
class RedisBackendProviderTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Test
  void connect_redisUri_cachesInRedis() {
    AtomicInteger loads = new AtomicInteger();
    try (Aside one = Aside.connect(redis.uri());
        Aside two = Aside.connect(redis.uri());
        RespClient client = redis.client()) {
      Await.until("both are live", () -> one.health().live() && two.health().live());
      AsideCache<String, String> first = one.cache("user", String.class).build();
      AsideCache<String, String> second = two.cache("user", String.class).build();

      assertEquals("Ada", first.get("42", key -> "Ada" + "".repeat(loads.incrementAndGet())));
      assertEquals("Ada", second.get("42", key -> "other" + loads.incrementAndGet()));
      assertEquals(1, loads.get());
      assertEquals(1, client.number("EXISTS", "user:42"));

      second.invalidate("42");
      assertEquals(0, client.number("EXISTS", "user:42"));
      Await.until("the other hears of it", () -> "Eve".equals(first.get("42", key -> "Eve")));
    }
  }

  @Test
  void connect_malformed_doesNotRepeatThePassword() {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> Aside.connect("redis://:SECRET@host:port"));

    assertFalse(String.valueOf(error.getMessage()).contains("SECRET"));
  }
}
