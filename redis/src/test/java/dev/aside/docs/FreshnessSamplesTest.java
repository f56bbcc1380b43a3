package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Invalidation;
import dev.aside.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The samples of {@code freshness.md}. */
final class FreshnessSamplesTest {
  private final ManualTime time = ManualTime.create();
  private final Aside aside =
      Aside.builder("memory:").timeSource(time).executor(Runnable::run).build();
  private final Database database = new Database();
  private @Nullable Exception trouble;
  private AsideCache<String, User> users = aside.cache("user", User.class).build();

  @AfterEach
  void close() {
    aside.close();
  }

  @Test
  void windows_slowSource_nobodyWaits() {
    useWindows();
    users.get("42");
    database.save(new User("42", "Satyendra", "Dhaka"));

    time.advance(Duration.ofMinutes(10)); // jitter has ended it up to a minute before
    assertEquals("Kolkata", city(), "the old value, at once");
    assertEquals("Dhaka", city(), "and the new one, loaded meanwhile");
    assertEquals(1, users.stats().staleServed());
  }

  @Test
  void windows_sourceIsAway_oldValueIsServed() {
    useWindows();
    users.get("42");

    trouble = new IOException("the database is away");
    time.advance(Duration.ofMinutes(30));
    assertEquals("Kolkata", city());
    time.advance(Duration.ofHours(2));
    assertThrows(LoadException.class, this::city, "the window is over");
  }

  @Test
  void stale_answer_saysSo() {
    useWindows();
    users.get("42");
    time.advance(Duration.ofMinutes(10)); // jitter has ended it up to a minute before
    AtomicReference<String> log = new AtomicReference<>("");
    // region stale-age
    users
        .raw()
        .answer("42")
        .thenAccept(
            answer -> {
              if (answer.isStale()) {
                log.set("served a value stored " + answer.staleAge() + " ago");
              }
            });
    // endregion
    assertTrue(String.valueOf(log.get()).startsWith("served a value stored PT10M"));
  }

  @Test
  void staleIfError_onlyForSome_othersAreTold() {
    // region predicate
    users =
        aside
            .cache("user", User.class)
            .staleIfError(Duration.ofHours(2), error -> error instanceof IOException)
            .loader(this::find)
            .build();
    // endregion
    users.get("42");
    time.advance(Duration.ofMinutes(10));

    trouble = new IOException("the database is away");
    assertEquals("Kolkata", city());
    time.advance(Duration.ofMinutes(1));
    trouble = new IllegalStateException("a bug");
    assertThrows(LoadException.class, this::city);
  }

  @Test
  void jitterAndEarlyRefresh_areSet() {
    // region spread
    users =
        aside
            .cache("user", User.class)
            .ttl(Duration.ofMinutes(10))
            .ttlJitter(0.2) // fresh for 8 to 10 minutes
            .earlyRefresh(2.0) // twice as early as usual
            .build();
    // endregion
    assertNotNull(users.get("42", database::find));
    // region exact
    users = aside.cache("user", User.class).ttlJitter(0).earlyRefresh(0).build();
    // endregion
    assertNotNull(users.get("42", database::find));
  }

  @Test
  void invalidate_soft_nobodyWaits() {
    useWindows();
    users.get("42");
    database.save(new User("42", "Satyendra", "Dhaka"));
    // region soft
    users.invalidate("42", Invalidation.SOFT);
    // endregion
    assertEquals("Kolkata", city());
    assertEquals("Dhaka", city());
  }

  private void useWindows() {
    // region windows
    users =
        aside
            .cache("user", User.class)
            .ttl(Duration.ofMinutes(10))
            .staleWhileRevalidate(Duration.ofMinutes(1))
            .staleIfError(Duration.ofHours(2))
            .loader(this::find)
            .build();
    // endregion
  }

  private @Nullable User find(String id) throws Exception {
    if (trouble != null) {
      throw trouble;
    }
    return database.find(id);
  }

  private String city() {
    User user = users.get("42");
    return (user == null) ? "nowhere" : user.city();
  }
}
