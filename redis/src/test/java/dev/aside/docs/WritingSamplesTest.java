package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.cache.EntryOptions;
import dev.aside.cache.Invalidation;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code writing.md}. */
final class WritingSamplesTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Database database = new Database();
  private Aside aside = Aside.connect("memory:");
  private AsideCache<String, User> users = aside.cache("user", User.class).build();

  @BeforeEach
  void connect() {
    aside.close();
    aside = Aside.builder(redis.uri()).commandTimeout(Duration.ofSeconds(10)).build();
    users =
        aside
            .cache("user", User.class)
            .loader(database::find)
            .batchLoader(database::findAll)
            .build();
    Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
  }

  @AfterEach
  void close() {
    aside.close();
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
  void invalidate_settled_isSeenEverywhere() {
    users.get("42");
    // region settle
    users.invalidate("42", Invalidation.SETTLE); // takes a good second
    // endregion
    assertNull(users.peek("42"));
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
  void putAll_several_areFound() {
    // region put-all
    users.putAll(
        Map.of("7", new User("7", "Kamala", "Sylhet"), "8", new User("8", "Jagadish", "Dhaka")));
    // endregion
    assertEquals(2, users.getAll(List.of("7", "8")).size());
    assertEquals(0, database.questions());
  }

  @Test
  void version_older_isNotStored() {
    // region version
    AsideCache<String, Account> accounts =
        aside.cache("account", Account.class).version(Account::version).build();

    accounts.put("7", new Account("7", 100, 12)); // version 12 of the row
    accounts.put("7", new Account("7", 90, 11)); // late, and not stored
    // endregion
    assertEquals(new Account("7", 100, 12), accounts.peek("7"));
    assertEquals(1, accounts.stats().refusedOlder());
    // region own-version
    accounts.put("7", new Account("7", 120, 13), EntryOptions.defaults().version(13));
    // endregion
    assertEquals(new Account("7", 120, 13), accounts.peek("7"));
  }

  @Test
  void holdOff_whatIsLoadedSoon_isNotStored() {
    // region hold-off
    users =
        aside
            .cache("user", User.class)
            .holdOff(Duration.ofSeconds(5)) // the replica is never further behind
            .loader(database::find)
            .build();
    // endregion
    users.invalidate("42");
    assertNotNull(users.get("42"));
    assertNotNull(users.get("42"));
    assertEquals(2, database.questions(), "nothing is stored yet");
  }
}
