package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.Aside;
import dev.aside.BackendException;
import dev.aside.cache.AsideCache;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code timeouts.md}. */
final class TimeoutsSamplesTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Database database = new Database();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private Aside aside = Aside.connect("memory:");
  private AsideCache<String, User> users = aside.cache("user", User.class).build();

  @AfterEach
  void close() {
    aside.close();
  }

  @Test
  void limits_areSet() {
    // region limits
    users =
        aside
            .cache("user", User.class)
            .loadTimeout(Duration.ofSeconds(2))
            .softLoadTimeout(Duration.ofMillis(100))
            .staleIfError(Duration.ofHours(2))
            .maxConcurrentLoads(16)
            .loader(database::find)
            .build();
    // endregion
    assertNotNull(users.get("42"));
  }

  @Test
  void cancel_lastCaller_loaderIsInterrupted() {
    useHangingLoader();
    // region cancel
    CompletableFuture<@Nullable User> user = users.async().get("42").toCompletableFuture();
    // endregion
    Await.until("the loader runs", () -> begun.getCount() == 0);
    // region cancelled
    user.cancel(true); // if nobody else waits for this load, its loader is interrupted
    // endregion
    Await.until("it is interrupted", () -> interrupted.getCount() == 0);
    assertEquals(1, users.stats().cancelledLoads());
  }

  @Test
  void deadline_ofOneCall_isKept() throws Exception {
    useHangingLoader();
    assertNull(findWithin("42", 20));
    Await.until("nobody is left", () -> users.stats().cancelledLoads() == 1);
  }

  // region deadline
  @Nullable User findWithin(String id, long millis) throws Exception {
    CompletableFuture<@Nullable User> user = users.async().get(id).toCompletableFuture();
    try {
      return user.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      user.cancel(true); // leaves; others may still wait
      return null;
    }
  }

  // endregion

  @Test
  void invalidate_redisIsAway_isToldAndMadeGood() {
    aside.close();
    aside = Aside.builder(redis.uri()).commandTimeout(Duration.ofSeconds(10)).build();
    users = aside.cache("user", User.class).loader(database::find).build();
    Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
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

  private void useHangingLoader() {
    users =
        aside
            .cache("user", User.class)
            .loader(
                id -> {
                  begun.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                  return null;
                })
            .build();
  }
}
