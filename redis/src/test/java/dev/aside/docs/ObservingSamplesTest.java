package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheListener;
import dev.aside.cache.CacheStats;
import dev.aside.cache.Explanation;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code observing.md}. */
final class ObservingSamplesTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Database database = new Database();
  private Aside aside = Aside.connect("memory:");
  private AsideCache<String, User> users = aside.cache("user", User.class).build();

  @BeforeEach
  void connect() {
    aside.close();
    aside = Aside.builder(redis.uri()).commandTimeout(Duration.ofSeconds(10)).build();
    users = aside.cache("user", User.class).loader(database::find).build();
    Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
  }

  @AfterEach
  void close() {
    aside.close();
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
  void listener_load_isTold() {
    LongAdder millis = new LongAdder();
    Queue<String> alarms = new ConcurrentLinkedQueue<>();
    Queue<String> events = new ConcurrentLinkedQueue<>();
    // region listener
    users =
        aside
            .cache("user", User.class)
            .listener(
                new CacheListener<String>() {
                  @Override
                  public void loaded(int keys, Duration took, @Nullable Throwable failure) {
                    millis.add(took.toMillis());
                    events.add(failure == null ? "loaded" : "failed");
                  }

                  @Override
                  public void degraded(String what, Throwable cause) {
                    alarms.add(what);
                  }
                })
            .build();
    // endregion
    users.get("42", database::find);
    Await.until("it is told", () -> events.contains("loaded"));
    assertTrue(millis.sum() >= 0);
    assertEquals(0, alarms.size());
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
}
