package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Layout;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code plain.md}, with those for a terminal typed into a plain client. */
final class PlainSamplesTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Database database = new Database();

  @Test
  void plain_otherPrograms_readAndWriteIt() {
    try (Aside aside = Aside.builder(redis.uri()).commandTimeout(Duration.ofSeconds(10)).build();
        RespClient cli = redis.client()) {
      Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
      // region plain
      AsideCache<String, User> users = aside.cache("user", User.class).layout(Layout.PLAIN).build();
      User user = users.get("42", database::find);
      // endregion
      assertEquals("Satyendra", user == null ? "" : user.name());
      Await.until("it is stored", () -> users.stats().fills() == 1);
      assertEquals(
          "{\"id\":\"42\",\"name\":\"Satyendra\",\"city\":\"Kolkata\"}",
          cli.text("GET", "user:42"));
      long left = cli.number("TTL", "user:42");
      assertTrue(left > 500 && left <= 600, "10 minutes less jitter: " + left);

      cli.command(
          "SETEX", "user:42", "600", "{\"id\":\"42\",\"name\":\"Satyendra\",\"city\":\"Dhaka\"}");
      User changed = new User("42", "Satyendra", "Dhaka");
      Await.until("it is heard of", () -> changed.equals(users.get("42", database::find)));

      cli.command("DEL", "user:42");
      Await.until(
          "it is loaded again", () -> Objects.equals(user, users.get("42", database::find)));
    }
  }
}
