package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.Aside;
import dev.aside.BackendException;
import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Caches;
import dev.aside.spi.Environment;
import dev.aside.spi.TimeSource;
import dev.aside.testkit.Await;
import dev.aside.testkit.Backends;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.testkit.ManualTime;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.UnreliableBackend;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code testing.md}. */
final class TestingSamplesTest {
  // region redis-extension
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  // endregion

  private final Database database = new Database();

  @Test
  void realRedis_isEmptyAtTheStart() {
    // region redis-use
    try (Aside aside = Aside.connect(redis.uri())) {
      AsideCache<String, User> users = aside.cache("user", User.class).build();
      assertNotNull(users.get("42", database::find));
    }
    // endregion
  }

  @Test
  void time_isMovedByHand() {
    // region manual-time
    ManualTime time = ManualTime.create();
    try (Aside aside = Aside.builder("memory:").timeSource(time).executor(Runnable::run).build()) {
      AsideCache<String, User> users =
          aside.cache("user", User.class).ttl(Duration.ofMinutes(10)).ttlJitter(0).build();

      users.get("42", database::find);
      time.advance(Duration.ofMinutes(10).minusMillis(1));
      users.get("42", database::find);
      assertEquals(1, database.questions());

      time.advance(Duration.ofMillis(1)); // exactly its TTL
      users.get("42", database::find);
      assertEquals(2, database.questions());
    }
    // endregion
  }

  @Test
  void server_isCut() {
    // region unreliable-backend
    ManualTime time = ManualTime.create();
    UnreliableBackend backend = UnreliableBackend.over(Backends.open("memory:"), time);
    Environment environment = new Environment(time, new Random(7), Runnable::run);
    Caches caches = Caches.over(backend, environment, "");
    AsideCache<String, User> users =
        caches.builder("user", String.class, Codec.json(User.class)).build();

    backend.cut(); // every operation fails from here on
    assertNotNull(users.get("42", database::find));
    assertThrows(BackendException.class, () -> users.invalidate("42"));
    assertEquals(1, users.stats().pendingInvalidations());

    backend.heal();
    assertEquals(0, users.stats().pendingInvalidations());
    // endregion
    backend.close();
  }

  @Test
  void network_isHeldAndReset() {
    // region chaos-proxy
    try (ChaosProxy proxy = ChaosProxy.to(redis.port());
        Aside aside = Aside.connect("redis://127.0.0.1:" + proxy.port())) {
      AsideCache<String, User> users = aside.cache("user", User.class).build();
      Await.until("Redis is there", () -> aside.health().live());

      proxy.hold(Direction.TO_CLIENT); // requests arrive, replies do not
      assertNotNull(users.get("42", database::find));

      proxy.resetAll();
      proxy.heal();
      Await.until("Redis is back", () -> aside.health().live());
    }
    // endregion
  }

  @Test
  void await_hasADeadline() {
    AsideCache<String, User> users;
    try (Aside aside = Aside.builder("memory:").timeSource(TimeSource.system()).build()) {
      users = aside.cache("user", User.class).build();
      // region await
      User user = Await.result(users.async().get("42", database::find));
      Await.until("it is stored", () -> users.stats().fills() == 1);
      // endregion
      assertNotNull(user);
    }
  }
}
