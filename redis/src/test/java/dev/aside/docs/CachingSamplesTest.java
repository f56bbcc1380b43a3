package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Freshness;
import dev.aside.cache.LocalOptions;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code caching.md}. */
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
}
