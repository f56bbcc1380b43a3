package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.cache.EntryOptions;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code tags.md}. */
final class TagsSamplesTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Database database = new Database();
  private Aside aside = Aside.connect("memory:");
  private AsideCache<String, User> users = aside.cache("user", User.class).build();

  @BeforeEach
  void connect() {
    aside.close();
    aside = Aside.builder(redis.uri()).commandTimeout(Duration.ofSeconds(10)).build();
    // region tags
    users =
        aside
            .cache("user", User.class)
            .tags((id, user) -> Set.of("city:" + user.city()))
            .loader(database::find)
            .build();
    // endregion
    Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
  }

  @AfterEach
  void close() {
    aside.close();
  }

  @Test
  void invalidateTag_city_itsUsersAreLoadedAgain() {
    users.get("1"); // London
    users.get("2"); // Dhaka
    Await.until("both are stored", () -> users.stats().fills() == 2);
    // region invalidate-tag
    users.invalidateTag("city:Dhaka");
    // endregion
    assertNotNull(users.get("1"));
    assertEquals(2, database.questions(), "London is not concerned");
    assertNotNull(users.get("2"));
    assertEquals(3, database.questions());
    // region invalidate-tags
    users.invalidateTags(List.of("city:Dhaka", "city:London"));
    // endregion
    assertNull(users.peek("1"));
    assertNull(users.peek("2"));
  }

  @Test
  void clear_everything_isLoadedAgain() {
    users.get("42");
    Await.until("it is stored", () -> users.stats().fills() == 1);
    // region clear
    users.clear();
    // endregion
    assertNull(users.peek("42"));
    assertEquals(1, users.stats().tagInvalidations());
  }

  @Test
  void put_ownTags_count() {
    User user = new User("7", "Kamala", "Sylhet");
    // region own-tags
    users.put("7", user, EntryOptions.defaults().tags(Set.of("city:Sylhet", "new")));
    // endregion
    assertEquals(user, users.peek("7"));
    users.invalidateTag("new");
    assertNull(users.peek("7"));
  }
}
