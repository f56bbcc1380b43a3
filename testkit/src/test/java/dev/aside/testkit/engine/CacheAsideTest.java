package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.LoadException;
import dev.aside.LoadRejectedException;
import dev.aside.LoadTimeoutException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheStats;
import dev.aside.cache.Freshness;
import dev.aside.cache.Loader;
import dev.aside.cache.RawAnswer;
import dev.aside.spi.Lifetime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads: levels, flights, leases, limits. */
final class CacheAsideTest {
  private static final byte[] NAME = "user:42".getBytes(StandardCharsets.US_ASCII);

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();
  private final Loader<String, String> loader = key -> key + "#" + loads.incrementAndGet();

  // Hits and misses

  @Test
  void get_coldKey_isLoadedOnceAndFoundByOthers() {
    AsideCache<String, String> cache = p.cache();

    assertEquals("42#1", p.settle(cache.async().get("42", loader)));
    assertEquals("42#1", p.settle(cache.async().get("42", loader)));
    assertEquals("42#1", q.settle(q.cache().async().get("42", loader)));

    CacheStats stats = cache.stats();
    assertEquals(1, stats.misses());
    assertEquals(1, stats.loads());
    assertEquals(1, stats.fills());
    assertEquals(1, stats.remoteHits());
  }

  @Test
  void get_atExactlyItsTtl_isLoadedAgain() {
    AsideCache<String, String> cache = p.cache(b -> b.ttl(Duration.ofSeconds(10)));
    p.settle(cache.async().get("42", loader));

    fleet.time.advance(Duration.ofMillis(9_999));
    assertEquals("42#1", p.settle(cache.async().get("42", loader)));
    fleet.time.advance(Duration.ofMillis(1));

    assertEquals("42#2", p.settle(cache.async().get("42", loader)));
  }

  @Test
  void ttlJitter_manyEntries_spreadTheirExpiry() {
    AsideCache<String, String> cache = p.cache(b -> b.ttl(Duration.ofSeconds(600)).ttlJitter(0.1));
    for (int i = 0; i < 1_000; i++) {
      p.settle(cache.async().get("k" + i, loader));
    }

    fleet.time.advance(Duration.ofSeconds(570));
    long alive = 0;
    for (int i = 0; i < 1_000; i++) {
      alive += p.settle(cache.async().peek("k" + i)) == null ? 0 : 1;
    }

    assertTrue(alive > 400 && alive < 600, "half of the spread is over, alive: " + alive);
  }

  @Test
  void get_absentInTheSource_isRememberedForAbsentTtl() {
    AsideCache<String, String> cache = p.cache(b -> b.absentTtl(Duration.ofSeconds(5)));
    Loader<String, String> nobody =
        key -> {
          loads.incrementAndGet();
          return null;
        };

    assertNull(p.settle(cache.async().get("42", nobody)));
    assertNull(p.settle(cache.async().get("42", nobody)));
    assertNull(q.settle(q.cache().async().get("42", nobody)));
    assertEquals(1, loads.get());

    fleet.time.advance(Duration.ofSeconds(5));
    assertNull(p.settle(cache.async().get("42", nobody)));
    assertEquals(2, loads.get());
  }

  @Test
  void get_absentTtlOff_asksEachTime() {
    AsideCache<String, String> cache = p.cache(b -> b.absentTtl(Duration.ZERO));
    Loader<String, String> nobody =
        key -> {
          loads.incrementAndGet();
          return null;
        };

    p.settle(cache.async().get("42", nobody));
    p.settle(cache.async().get("42", nobody));

    assertEquals(2, loads.get());
  }

  @Test
  void peek_nothingCached_isNullAndLoadsNothing() {
    AsideCache<String, String> cache = p.cache(b -> b.loader(loader));

    assertNull(p.settle(cache.async().peek("42")));
    assertEquals(0, loads.get());
  }

  // One flight, one load

  @Test
  void get_thousandCallersOfOneColdKey_loadOnce() {
    AsideCache<String, String> cache = p.cache();
    List<CompletionStage<@Nullable String>> callers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      callers.add(cache.async().get("42", loader));
    }

    for (CompletionStage<@Nullable String> caller : callers) {
      assertEquals("42#1", p.settle(caller));
    }
    assertEquals(1, cache.stats().loads());
    assertEquals(999, cache.stats().collapsed());
    assertEquals(1_000, cache.stats().misses());
  }

  @Test
  void get_loaderFails_everyCallerGetsTheCauseAndTheNextLoadsAgain() {
    AsideCache<String, String> cache = p.cache();
    Exception cause = new java.io.IOException("the database is away");
    Loader<String, String> failing =
        key -> {
          loads.incrementAndGet();
          throw cause;
        };
    List<CompletionStage<@Nullable String>> callers =
        List.of(cache.async().get("42", failing), cache.async().get("42", failing));

    for (CompletionStage<@Nullable String> caller : callers) {
      assertSame(cause, assertInstanceOf(LoadException.class, p.failure(caller)).getCause());
    }
    assertEquals(1, loads.get());
    assertEquals(1, cache.stats().loadFailures());

    assertEquals("42#2", q.settle(q.cache().async().get("42", loader)), "the lease is free");
  }

  @Test
  void get_loaderThrowsAnError_isToldLikeAnException() {
    Error cause = new AssertionError("theirs");

    Throwable failure =
        p.failure(
            p.cache()
                .async()
                .get(
                    "42",
                    key -> {
                      throw cause;
                    }));

    assertSame(cause, assertInstanceOf(LoadException.class, failure).getCause());
  }

  @Test
  void get_oneCallerCancels_othersAreServed() {
    AsideCache<String, String> cache = p.cache();
    CompletableFuture<@Nullable String> leader =
        cache.async().get("42", loader).toCompletableFuture();
    CompletionStage<@Nullable String> other = cache.async().get("42", loader);

    leader.cancel(true);

    assertEquals("42#1", p.settle(other));
  }

  @Test
  void get_twoProcesses_loadOnceInTheFleet() {
    CompletionStage<@Nullable String> first = p.cache().async().get("42", loader);
    AsideCache<String, String> second = q.cache();
    CompletableFuture<@Nullable String> waiting =
        second.async().get("42", loader).toCompletableFuture();
    q.run();
    assertFalse(waiting.isDone());

    assertEquals("42#1", p.settle(first));
    fleet.time.advance(Duration.ofMillis(300));

    assertEquals("42#1", q.settle(waiting));
    assertEquals(0, second.stats().loads());
    assertEquals(1, loads.get());
  }

  @Test
  void get_loadElsewhereEnds_waiterIsWokenByTheAnnouncement() {
    CompletionStage<@Nullable String> first = p.cache().async().get("42", loader);
    CompletableFuture<@Nullable String> waiting =
        q.cache().async().get("42", loader).toCompletableFuture();

    p.settle(first);
    q.run();

    assertTrue(waiting.isDone(), "without a pause");
    assertEquals("42#1", waiting.join());
  }

  @Test
  void get_loadIsOvertakenElsewhere_laterCallersHereDoNotShareIt() {
    AsideCache<String, String> cache = p.cache();
    CompletionStage<@Nullable String> before = cache.async().get("42", key -> "old");
    q.settle(q.cache().async().invalidate("42"));

    CompletionStage<@Nullable String> after = cache.async().get("42", key -> "new");

    assertEquals("old", p.settle(before));
    assertEquals("new", p.settle(after));
    assertEquals("new", q.settle(q.cache().async().get("42", loader)));
  }

  @Test
  void get_callersWhileTheServerIsAway_shareOneLoad() {
    AsideCache<String, String> cache = p.cache();
    p.link.cut();
    List<CompletionStage<String>> callers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      callers.add(cache.async().get("42", loader));
    }

    for (CompletionStage<String> caller : callers) {
      assertEquals("42#1", p.settle(caller));
    }
    assertEquals(1, cache.stats().loads());
  }

  @Test
  void get_holderOfTheLeaseDies_nextTakesOverWhenTheLeaseEnds() {
    p.cache().async().get("42", loader);
    p.tasks.clear(); // killed before its loader ran,
    p.link.cut(); // and with it the timer that would give the lease back
    CompletableFuture<@Nullable String> waiting =
        q.cache().async().get("42", loader).toCompletableFuture();

    fleet.time.advance(Duration.ofMillis(10_900));
    q.run();
    assertFalse(waiting.isDone(), "the lease is 11 s: load timeout and one second");
    fleet.time.advance(Duration.ofMillis(400));

    assertEquals("42#1", q.settle(waiting));
  }

  // Limits

  @Test
  void get_loadTakesTooLong_failsAndTheLateResultIsDropped() {
    AsideCache<String, String> cache = p.cache(b -> b.loadTimeout(Duration.ofSeconds(2)));
    Loader<String, String> slow =
        key -> {
          fleet.time.advance(Duration.ofSeconds(2));
          return "late";
        };

    assertInstanceOf(LoadTimeoutException.class, p.failure(cache.async().get("42", slow)));
    assertNull(q.settle(q.cache().async().peek("42")));
    assertEquals("42#1", p.settle(cache.async().get("42", loader)), "the key is free at once");
  }

  @Test
  void get_tooManyLoads_areTurnedAwayWithTheNameOfTheLimit() {
    AsideCache<String, String> cache = p.cache(b -> b.maxConcurrentLoads(1));
    List<CompletionStage<@Nullable String>> callers = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      callers.add(cache.async().get("k" + i, loader));
    }

    CompletableFuture<@Nullable String> refused =
        cache.async().get("k11", loader).toCompletableFuture();
    Throwable failure = p.failure(refused);

    assertInstanceOf(LoadRejectedException.class, failure);
    assertTrue(String.valueOf(failure.getMessage()).startsWith("maxConcurrentLoads: 1 "));
    for (CompletionStage<@Nullable String> caller : callers) {
      p.settle(caller);
    }
    assertEquals(1, cache.stats().rejectedLoads());
    assertEquals(0, cache.stats().loadsInFlight());
  }

  @Test
  void get_valueLargerThanTheLimit_isReturnedAndNotStored() {
    AsideCache<String, String> cache = p.cache(b -> b.maxValueBytes(4));

    assertEquals("12345", p.settle(cache.async().get("42", key -> "12345")));
    assertEquals("1234", p.settle(cache.async().get("42", key -> "1234")));
    assertEquals("1234", p.settle(cache.async().get("42", key -> "again")));
    assertEquals(1, cache.stats().tooLarge());
  }

  // Loaders that use the cache

  @Test
  void get_loaderAsksForItsOwnKey_failsFast() {
    AsideCache<String, String> cache = p.cache();

    Throwable failure =
        p.failure(cache.async().get("42", key -> cache.get("42", other -> "never")));

    assertInstanceOf(IllegalStateException.class, failure.getCause());
  }

  @Test
  void get_loadersAskInACircle_failsFast() {
    AsideCache<String, String> cache = p.cache();

    // a's loader asks for b; b's loader, which a waits for, asks for a.
    Throwable failure =
        p.failure(
            cache
                .async()
                .get(
                    "a",
                    a -> {
                      CompletionStage<@Nullable String> b =
                          cache.async().get("b", key -> cache.get("a", never -> "never"));
                      return p.settle(b);
                    }));

    assertInstanceOf(
        IllegalStateException.class,
        Fleet.cause(Fleet.cause(Fleet.cause(failure))),
        failure::toString);
  }

  @Test
  void get_loaderAsksForAnotherKey_works() {
    AsideCache<String, String> cache = p.cache();

    String value =
        p.settle(cache.async().get("a", a -> "a+" + p.settle(cache.async().get("b", b -> "b"))));

    assertEquals("a+b", value);
  }

  // Damage

  @Test
  void get_damagedEntry_isReplaced() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().get("42", loader));
    byte[] stored = Objects.requireNonNull(join(fleet.shared.store().get(NAME)));
    stored[80] ^= 1;
    join(fleet.shared.store().put(NAME, stored, new Lifetime(60_000, 60_000, 60_000, 0)));

    assertEquals("42#2", p.settle(cache.async().get("42", loader)));
    assertEquals("42#2", q.settle(q.cache().async().get("42", loader)));
    assertEquals(1, cache.stats().unreadable());
  }

  @Test
  void get_bytesOfAnotherProgram_areLeftAloneAndTheSourceIsAsked() {
    AsideCache<String, String> cache = p.cache();
    byte[] foreign = "{\"name\":\"somebody else's\"}".getBytes(StandardCharsets.UTF_8);
    byte[] large = java.util.Arrays.copyOf(foreign, 64);
    join(fleet.shared.store().put(NAME, large, new Lifetime(60_000, 60_000, 60_000, 0)));
    byte[] before = join(fleet.shared.store().get(NAME));

    assertEquals("42#1", p.settle(cache.async().get("42", loader)));
    assertEquals("42#2", p.settle(cache.async().get("42", loader)));
    assertArrayEquals(before, join(fleet.shared.store().get(NAME)));
  }

  @Test
  void get_entryThatTheCodecRefuses_isReplaced() {
    byte[] notUtf8 = {(byte) 0xFF};
    AsideCache<String, byte[]> raw =
        q.caches.builder("user", String.class, dev.aside.Codec.bytes()).build();
    q.settle(raw.async().put("42", notUtf8));
    AsideCache<String, String> cache = p.cache();

    assertEquals("42#1", p.settle(cache.async().get("42", loader)));
    assertEquals("42#1", p.settle(cache.async().get("42", loader)));
    assertEquals(1, cache.stats().unreadable());
  }

  // Freshness

  @Test
  void get_strict_doesNotJoinALoadThatBeganBefore() {
    AsideCache<String, String> cache = p.cache();
    CompletionStage<@Nullable String> earlier = cache.async().get("42", loader);
    CompletableFuture<@Nullable String> strict =
        cache.async().get("42", loader, Freshness.STRICT).toCompletableFuture();
    CompletionStage<@Nullable String> later = cache.async().get("42", loader);

    assertEquals("42#1", p.settle(earlier));
    fleet.time.advance(Duration.ofMillis(300));

    assertEquals("42#1", p.settle(strict), "what the earlier load stored in L2, read after it");
    assertEquals("42#1", p.settle(later));
  }

  // Views

  @Test
  void raw_answers_tellWhereTheyCameFrom() {
    AsideCache<String, String> cache = p.cache(b -> b.loader(loader));

    RawAnswer loaded = p.settle(cache.raw().answer("42"));
    RawAnswer remote = p.settle(cache.raw().answer("42"));

    assertEquals(RawAnswer.Source.LOADED, loaded.source());
    assertTrue(loaded.stored());
    assertEquals(RawAnswer.Source.REMOTE, remote.source());
    assertArrayEquals("42#1".getBytes(StandardCharsets.UTF_8), remote.bytes());
  }

  @Test
  void raw_callerThatSharedALoad_isToldSo() {
    AsideCache<String, String> cache = p.cache(b -> b.loader(loader));

    CompletionStage<RawAnswer> first = cache.raw().answer("42");
    CompletionStage<RawAnswer> second = cache.raw().answer("42");

    assertEquals(RawAnswer.Source.LOADED, p.settle(first).source());
    assertEquals(RawAnswer.Source.COLLAPSED, p.settle(second).source());
  }

  @Test
  void get_withoutALoader_saysWhatIsMissing() {
    AsideCache<String, String> cache = p.cache();

    assertEquals(
        "loader: not set for cache user (expected: a loader)",
        assertThrows(IllegalStateException.class, () -> cache.async().get("42")).getMessage());
  }

  @Test
  void close_loadUnderWay_givesItsLeaseBack() {
    p.cache().async().get("42", loader);

    p.caches.close();

    assertEquals("42#1", q.settle(q.cache().async().get("42", loader)), "without waiting");
  }

  private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
