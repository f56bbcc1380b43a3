package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.BackendException;
import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheStats;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users see of caches on one real Redis: two instances, many callers, a server that goes. */
@Timeout(120)
final class FleetOnRedisTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  /** What a service caches. */
  public record User(String id, String name) {}

  private final AtomicReference<String> database = new AtomicReference<>("রবি");
  private final AtomicInteger loads = new AtomicInteger();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private Aside one = Aside.connect("memory:");
  private Aside two = Aside.connect("memory:");

  @BeforeEach
  void connect() {
    one = open();
    two = open();
  }

  @AfterEach
  void close() {
    callers.shutdownNow();
    one.close();
    two.close();
  }

  @Test
  void get_valueOfAnotherInstance_isFoundInRedisAsFrameUnderItsName() {
    assertEquals("রবি", name(users(one).get("42")));

    assertEquals("রবি", name(users(two).get("42")));

    assertEquals(1, loads.get());
    try (RespClient client = redis.client()) {
      assertEquals(1, client.number("EXISTS", "user:42"));
      long ttl = client.number("PTTL", "user:42");
      assertTrue(ttl > 500_000 && ttl <= 600_000, "10 minutes less up to a tenth: " + ttl);
    }
  }

  @Test
  void get_afterAnotherInstanceInvalidated_isNewWithinTheLag() {
    AsideCache<String, User> here = users(one);
    AsideCache<String, User> there = users(two);
    here.get("42");
    Await.until("it is served from memory", () -> isLocalHit(here, "42"));

    database.set("new");
    there.invalidate("42");

    Await.until(
        "the change is heard of", Duration.ofSeconds(1), () -> name(here.get("42")).equals("new"));
    for (int i = 0; i < 100; i++) {
      assertEquals("new", name(here.get("42")), "never back to the old value");
    }
  }

  @Test
  void get_keyDeletedByAnotherClient_isLoadedAgain() {
    AsideCache<String, User> users = users(one);
    users.get("42");
    Await.until("it is served from memory", () -> isLocalHit(users, "42"));
    database.set("new");

    try (RespClient client = redis.client()) {
      client.command("DEL", "user:42");
    }

    Await.until("the change is heard of", () -> name(users.get("42")).equals("new"));
  }

  @Test
  void get_everythingFlushedByAnotherClient_isLoadedAgain() {
    AsideCache<String, User> users = users(one);
    users.get("42");
    Await.until("it is served from memory", () -> isLocalHit(users, "42"));
    database.set("new");

    try (RespClient client = redis.client()) {
      client.command("FLUSHALL");
    }

    Await.until("the change is heard of", () -> name(users.get("42")).equals("new"));
  }

  @Test
  void get_thousandThreadsOneColdKeyTwoInstances_loadOnce() throws Exception {
    AsideCache<String, User> here = slowUsers(one);
    AsideCache<String, User> there = slowUsers(two);
    CountDownLatch together = new CountDownLatch(1);
    List<Future<User>> answers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      AsideCache<String, User> cache = (i % 2 == 0) ? here : there;
      Callable<User> caller =
          () -> {
            together.await();
            return cache.get("cold");
          };
      answers.add(callers.submit(caller));
    }
    together.countDown();

    for (Future<User> answer : answers) {
      assertEquals("রবি", name(answer.get(20, TimeUnit.SECONDS)));
    }
    assertEquals(1, loads.get());
  }

  @Test
  void get_loaderFailsForManyThreads_eachGetsTheCauseOfOneLoad() throws Exception {
    AsideCache<String, User> users = users(one);
    IOException cause = new IOException("the database is away");
    CountDownLatch together = new CountDownLatch(1);
    CountDownLatch mayFail = new CountDownLatch(1);
    List<Future<User>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Callable<User> caller =
          () -> {
            together.await();
            return users.get(
                "42",
                key -> {
                  loads.incrementAndGet();
                  mayFail.await();
                  throw cause;
                });
          };
      answers.add(callers.submit(caller));
    }
    together.countDown();
    Await.until("all callers wait for the load", () -> users.stats().loadsInFlight() == 1);
    LockSupport.parkNanos(Duration.ofMillis(50).toNanos()); // for stragglers; more loads would fail
    mayFail.countDown();

    for (Future<User> answer : answers) {
      ExecutionException failure = assertThrows(ExecutionException.class, answer::get);
      assertSame(cause, assertInstanceOf(LoadException.class, failure.getCause()).getCause());
    }
    assertTrue(loads.get() < 10, "loads, one per flight: " + loads.get());
  }

  @Test
  void redisIsKilled_readsAndWritesGoOn_andHitsAreBackSoonAfterIt() {
    AsideCache<String, User> users = users(one);
    users.get("42");

    redis.process().kill();
    for (int i = 0; i < 50; i++) {
      assertEquals("রবি", name(users.get("42")));
      assertNull(users.get("nobody"));
    }
    users.put("43", new User("43", "put"));
    assertThrows(BackendException.class, () -> users.invalidate("42"));
    assertEquals("done", write(users, "44"));
    Await.until("its absence is noticed", () -> !one.health().live());

    redis.restart();
    Await.until(
        "hits are back",
        Duration.ofSeconds(5),
        () -> {
          long before = hits(users.stats());
          users.get("42");
          return hits(users.stats()) > before;
        });
    Await.until("the journal is empty", () -> users.stats().pendingInvalidations() == 0);
    Await.until("it says so", () -> one.health().live() && one.health().coherent());
  }

  @Test
  void connect_usedAtOnce_isConnected() {
    for (int i = 0; i < 10; i++) {
      try (Aside aside = Aside.connect(redis.uri())) {
        AsideCache<String, User> users = users(aside);
        users.invalidate("42");
        users.get("42");
        aside.topic("chat_channel", String.class).build().publish("hello");
        assertEquals(0, users.stats().backendFailures());
      }
    }
  }

  @Test
  void close_rightAfterALoad_valueIsStored() {
    for (int i = 0; i < 20; i++) {
      String id = "id" + i;
      try (Aside aside = Aside.connect(redis.uri())) {
        users(aside).get(id);
      }
      try (RespClient client = redis.client()) {
        byte[] stored = client.bytes("GETRANGE", "user:" + id, "0", "2");
        assertEquals("R1V", new String(Objects.requireNonNull(stored), StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void close_duringALoad_leaseIsGivenBack() {
    CountDownLatch mayEnd = new CountDownLatch(1);
    for (int i = 0; i < 10; i++) {
      String id = "id" + i;
      AtomicInteger begun = new AtomicInteger();
      Aside aside = Aside.connect(redis.uri());
      aside
          .cache("user", User.class)
          .build()
          .async()
          .get(
              id,
              key -> {
                begun.incrementAndGet();
                mayEnd.await();
                return null;
              });
      Await.until("the load has begun", () -> begun.get() == 1);

      aside.close();

      try (RespClient client = redis.client()) {
        assertEquals(0, client.number("EXISTS", "user:" + id));
      }
    }
    mayEnd.countDown();
  }

  @Test
  void write_thenGetElsewhere_isTheNewValue() throws Exception {
    AsideCache<String, User> here = users(one);
    AsideCache<String, User> there = users(two);
    there.get("42");

    here.write(List.of("42"), () -> database.getAndSet("new"));

    assertEquals("new", name(here.get("42")));
    Await.until("the change is heard of", () -> name(there.get("42")).equals("new"));
  }

  @Test
  void getAll_overTwoInstances_readsTogetherAndLoadsTheRest() {
    users(two).get("1");

    assertEquals(
        List.of("1", "2"), List.copyOf(users(one).getAll(List.of("1", "2", "nobody")).keySet()));
    assertEquals(3, loads.get());
  }

  private static Aside open() {
    Aside aside = Aside.connect(redis.uri());
    Await.until("it is connected", () -> aside.health().coherent() && aside.health().live());
    return aside;
  }

  private AsideCache<String, User> users(Aside aside) {
    return aside.cache("user", User.class).loader(this::find).build();
  }

  private AsideCache<String, User> slowUsers(Aside aside) {
    return aside
        .cache("user", User.class)
        .loader(
            id -> {
              LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
              return find(id);
            })
        .build();
  }

  private @Nullable User find(String id) {
    loads.incrementAndGet();
    return id.equals("nobody") ? null : new User(id, String.valueOf(database.get()));
  }

  private static String name(@Nullable User user) {
    return (user == null) ? "nobody" : user.name();
  }

  private static String write(AsideCache<String, User> users, String id) {
    try {
      return users.write(List.of(id), () -> "done");
    } catch (Exception e) {
      throw new AssertionError("the transaction throws nothing", e);
    }
  }

  private static boolean isLocalHit(AsideCache<String, User> users, String id) {
    long before = users.stats().localHits();
    users.get(id);
    return users.stats().localHits() > before;
  }

  private static long hits(CacheStats stats) {
    return stats.localHits() + stats.remoteHits();
  }
}
