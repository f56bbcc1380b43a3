package dev.aside.docs;

import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code getting-started.md}. */
final class GettingStartedSamplesTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Database database = new Database();

  @Test
  void fiveLines_realRedis_loadOnce() {
    // region five-lines
    try (Aside aside = Aside.connect(redis.uri())) {
      AsideCache<String, User> users = aside.cache("user", User.class).build();
      User user = users.get("42", database::find);
      System.out.println(user);
    }
    // endregion
    assertEquals(1, database.questions());
  }

  @Test
  @SuppressWarnings("UnusedVariable") // readers know what to do with a user
  void readme_realRedis_works() {
    try (RespClient listener = redis.client()) {
      listener.subscribe("chat_channel");
      // region readme
      try (Aside aside = Aside.connect(redis.uri())) {
        AsideCache<String, User> users = aside.cache("user", User.class).ttl(ofMinutes(10)).build();
        User user = users.get("42", database::find); // memory, then Redis, then one load
        users.invalidate("42"); // and every process drops its copy
        aside.topic("chat_channel", String.class).build().publish("hello");
      }
      // endregion
      assertEquals(1, database.questions());
      assertEquals("hello", listener.nextMessage().text());
    }
  }

  @Test
  void secondGet_cached_asksNobody() {
    try (Aside aside = Aside.connect(redis.uri())) {
      AsideCache<String, User> users = connected(aside);
      // region twice
      users.get("42", database::find); // a miss: asks the database, keeps the answer
      users.get("42", database::find); // a hit
      users.get("43", database::find); // null: there is no such user, which is remembered too
      // endregion
      assertEquals(2, database.questions());
    }
  }

  @Test
  void change_afterwards_isSeen() {
    try (Aside aside = Aside.connect(redis.uri())) {
      AsideCache<String, User> users = connected(aside);
      users.get("42", database::find);
      // region change
      database.save(new User("42", "Satyendra", "Dhaka"));
      users.invalidate("42"); // after the commit
      // endregion
      assertEquals(
          new User("42", "Satyendra", "Dhaka"), users.get("42", database::find), "fresh again");
    }
  }

  @Test
  void memory_noRedis_works() {
    // region memory
    try (Aside aside = Aside.connect("memory:")) {
      AsideCache<String, User> users = aside.cache("user", User.class).build();
      User user = users.get("42", database::find);
      assertEquals(user, users.peek("42"));
    }
    // endregion
  }

  private static AsideCache<String, User> connected(Aside aside) {
    AsideCache<String, User> users = aside.cache("user", User.class).build();
    // region connected
    Await.until("Redis is there", () -> aside.health().live());
    // endregion
    return users;
  }
}
