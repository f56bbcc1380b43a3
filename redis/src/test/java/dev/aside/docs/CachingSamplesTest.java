package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.BackendException;
import dev.aside.Codec;
import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheStats;
import dev.aside.cache.EntryOptions;
import dev.aside.cache.Explanation;
import dev.aside.cache.Freshness;
import dev.aside.cache.LocalOptions;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code caching.md} and {@code troubleshooting.md}. */
final class CachingSamplesTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Database database = new Database();
  private Aside aside;
  private AsideCache<String, User> users;

  CachingSamplesTest() {
    aside = Aside.connect("memory:");
    users = aside.cache("user", User.class).build();
  }

  @BeforeEach
  void connect() {
    aside.close();
    aside = Aside.builder(redis.uri()).commandTimeout(Duration.ofSeconds(10)).build();
    // region settings
    users =
        aside
            .cache("user", User.class)
            .ttl(Duration.ofMinutes(10))
            .absentTtl(Duration.ofSeconds(5))
            .loadTimeout(Duration.ofSeconds(10))
            .maxConcurrentLoads(64)
            .local(LocalOptions.defaults().maxEntries(10_000).ttl(Duration.ofSeconds(60)))
            .loader(database::find)
            .batchLoader(database::findAll)
            .build();
    // endregion
    Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
  }

  @AfterEach
  void close() {
    aside.close();
  }

  @Test
  void connect_withMoreSettings_works() {
    Aside plain = aside;
    // region builder
    aside =
        Aside.builder(redis.uri())
            .password(() -> "from your vault".toCharArray()) // asked for at each connection
            .clientName("shop")
            .keyPrefix("shop") // keys are shop:user:42
            .commandTimeout(Duration.ofMillis(500))
            .build();
    // endregion
    assertNotNull(aside.cache("user", User.class).build().get("42", database::find));
    plain.close();
  }

  @Test
  void get_ownLoader_orGiven() {
    // region get
    User found = users.get("42"); // with the cache's own loader
    User same = users.get("42", database::find); // or with one for this call
    // endregion
    assertEquals(found, same);
    assertEquals(1, database.questions());
  }

  @Test
  void getAll_some_inOneQuestion() {
    // region get-all
    Map<String, User> found = users.getAll(List.of("1", "2", "43"));
    // endregion
    assertEquals(List.of("1", "2"), List.copyOf(found.keySet()), "43 does not exist");
    assertEquals(1, database.questions());
  }

  @Test
  void get_loaderFails_isTold() {
    // region load-exception
    LoadException failure =
        assertThrows(
            LoadException.class,
            () ->
                users.get(
                    "42",
                    id -> {
                      throw new IOException("the database is away");
                    }));
    assertInstanceOf(IOException.class, failure.getCause());
    // endregion
  }

  @Test
  void invalidate_severalKeys_areReadAgain() {
    users.getAll(List.of("1", "2"));
    // region invalidate
    users.invalidate("42");
    users.invalidateAll(List.of("1", "2"));
    // endregion
    users.getAll(List.of("1", "2"));
    assertEquals(2, database.questions());
  }

  @Test
  void put_ownTtl_isFound() {
    User user = new User("7", "Kamala", "Sylhet");
    // region put
    database.save(user);
    users.put("7", user);
    users.put("7", user, EntryOptions.defaults().ttl(Duration.ofMinutes(1)));
    // endregion
    assertEquals(user, users.get("7"));
    assertEquals(0, database.questions());
  }

  @Test
  void write_change_isSeen() throws Exception {
    users.get("42");
    User user = new User("42", "Satyendra", "Dhaka");
    // region write
    users.write(
        List.of("42"),
        () -> {
          database.save(user); // begin, update, commit
          return user;
        });
    // endregion
    assertEquals(user, users.get("42"));
  }

  @Test
  void peek_nothingThere_isNull() {
    // region peek
    User user = users.peek("42"); // null: not cached, or known to be absent
    // endregion
    assertNull(user);
    assertEquals(0, database.questions());
  }

  @Test
  void get_strict_asksRedis() {
    // region strict
    User user = users.get("42", database::find, Freshness.STRICT);
    // endregion
    assertNotNull(user);
  }

  @Test
  void raw_value_isTheJson() {
    // region raw
    byte[] json = users.raw().get("42"); // {"id":"42","name":"Satyendra","city":"Kolkata"}
    // endregion
    assertArrayEquals(
        "{\"id\":\"42\",\"name\":\"Satyendra\",\"city\":\"Kolkata\"}"
            .getBytes(StandardCharsets.UTF_8),
        json);
  }

  @Test
  void raw_answer_tellsWhereFrom() {
    AtomicReference<String> log = new AtomicReference<>("");
    // region raw-answer
    users
        .raw()
        .answer("42")
        .thenAccept(answer -> log.set(answer.source() + ", stored: " + answer.stored()));
    // endregion
    Await.until("it is told", () -> "LOADED, stored: true".equals(log.get()));
  }

  @Test
  void async_get_blocksNobody() {
    // region async
    CompletionStage<@Nullable User> user = users.async().get("42");
    CompletionStage<@Nullable Void> done = users.async().invalidate("42");
    // endregion
    assertNotNull(Await.result(user));
    Await.result(done);
  }

  @Test
  void stats_afterReads_count() {
    users.get("42");
    Await.until("it is stored", () -> users.stats().fills() == 1);
    users.get("42");
    // region stats
    CacheStats stats = users.stats();
    System.out.printf("%.0f%% hits, %d loads%n", 100 * stats.hitRatio(), stats.loads());
    // endregion
    assertEquals(0.5, stats.hitRatio());
  }

  @Test
  void explain_cachedKey_saysWhere() {
    users.get("42");
    Await.until("it is copied", () -> users.stats().localEntries() == 1);
    // region explain
    Explanation why = users.explain("42");
    System.out.println(why);
    // endregion
    assertEquals(Explanation.Remote.VALUE, why.remote());
  }

  @Test
  void codec_ofYourOwn_isUsed() {
    // region codec
    AsideCache<String, byte[]> pages = aside.cache("page", Codec.bytes()).build();
    AsideCache<String, String> names = aside.cache("name", Codec.utf8()).build();
    // endregion
    assertNull(pages.peek("/"));
    assertNull(names.peek("42"));
  }

  @Test
  void noLocal_everyHit_asksRedis() {
    // region no-local
    AsideCache<String, User> shared = aside.cache("user", User.class).noLocal().build();
    // endregion
    shared.get("42", database::find);
    assertEquals(0, shared.stats().localEntries());
  }

  @Test
  void health_all_isWell() {
    // region health
    if (!aside.health().reasons().isEmpty()) {
      System.err.println(aside.health()); // degraded: 10.0.0.7:6379: connection refused (...)
    }
    // endregion
    assertTrue(aside.health().live());
  }

  @Test
  void invalidate_redisIsAway_isToldAndMadeGood() {
    users.get("42");
    redis.process().kill();
    Await.until("it is noticed", () -> !aside.health().live());
    // region redis-is-away
    User user = users.get("42"); // from the database
    assertThrows(BackendException.class, () -> users.invalidate("42"));
    assertEquals(1, users.stats().pendingInvalidations()); // kept, and tried again
    // endregion
    assertNotNull(user);
    redis.restart();
    Await.until("it is made good", () -> users.stats().pendingInvalidations() == 0);
  }
}
