package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.LoadException;
import dev.aside.LoadTimeoutException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Invalidation;
import dev.aside.cache.Loader;
import dev.aside.cache.LocalOptions;
import dev.aside.cache.RawAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values past their time: when they are served, who replaces them, and what ends them. */
final class StaleTest {
  private static final Duration TTL = Duration.ofSeconds(10);

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();
  private boolean broken;
  private final Loader<String, String> loader =
      key -> {
        loads.incrementAndGet();
        if (broken) {
          throw new IOException("the database is away");
        }
        return "v" + loads.get();
      };

  private AsideCache<String, String> cache(
      Fleet.Process process, UnaryOperator<CacheBuilder<String, String>> more) {
    return process.cache(b -> more.apply(b.ttl(TTL).loader(loader)));
  }

  private AsideCache<String, String> whileRevalidate(Fleet.Process process) {
    return cache(process, b -> b.staleWhileRevalidate(Duration.ofSeconds(60)));
  }

  private AsideCache<String, String> ifError(Fleet.Process process) {
    return cache(process, b -> b.staleIfError(Duration.ofSeconds(60)));
  }

  // While it is revalidated

  @Test
  void get_pastItsTime_isServedAtOnceAndReplacedInTheBackground() {
    AsideCache<String, String> cache = whileRevalidate(p);
    assertEquals("v1", p.settle(cache.async().get("42")));
    fleet.time.advance(TTL);

    RawAnswer stale = Fleet.join(cache.raw().answer("42"));
    assertTrue(stale.isStale());
    assertEquals(TTL, stale.staleAge());
    assertEquals(1, loads.get(), "the answer did not wait for the load");
    p.run();

    assertEquals("v2", p.settle(cache.async().get("42")));
    assertEquals(2, loads.get());
    assertEquals(1, cache.stats().staleServed());
  }

  @Test
  void get_manyPastItsTimeInTwoProcesses_oneReplacesIt() {
    AsideCache<String, String> here = whileRevalidate(p);
    AsideCache<String, String> there = whileRevalidate(q);
    p.settle(here.async().get("42"));
    fleet.time.advance(TTL);

    for (int i = 0; i < 10; i++) {
      assertEquals("v1", text(here));
      assertEquals("v1", text(there));
    }
    p.run();
    q.run();

    assertEquals(2, loads.get());
    assertEquals("v2", q.settle(there.async().get("42")));
  }

  @Test
  void get_windowIsOver_waitsForTheLoad() {
    AsideCache<String, String> cache = whileRevalidate(p);
    p.settle(cache.async().get("42"));
    fleet.time.advance(TTL.plusSeconds(60));

    assertEquals("v2", p.settle(cache.async().get("42")));
    assertEquals(0, cache.stats().staleServed());
  }

  @Test
  void invalidate_whileItIsRevalidated_oldValueNeitherServedNorStored() {
    AsideCache<String, String> cache = whileRevalidate(p);
    p.settle(cache.async().get("42"));
    fleet.time.advance(TTL);
    Fleet.join(cache.raw().answer("42")); // the refresh begins, and its loader waits for its turn

    CompletionStage<@Nullable Void> done = q.cache().async().invalidate("42");
    q.settle(done);
    CompletionStage<@Nullable String> after = cache.async().get("42");
    p.run(); // the refresh that began before, and the load that began after

    assertEquals("v3", p.settle(after));
    assertEquals(1, cache.stats().refusedFills());
    assertEquals("v3", q.settle(q.cache().async().peek("42")));
  }

  @Test
  void get_refreshFails_backsOffAndGoesOnServing() {
    AsideCache<String, String> cache = whileRevalidate(p);
    p.settle(cache.async().get("42"));
    fleet.time.advance(TTL);
    broken = true;

    for (int second = 0; second < 20; second++) {
      assertEquals("v1", p.settle(cache.async().get("42")));
      p.run();
      fleet.time.advance(Duration.ofSeconds(1));
    }

    assertTrue(loads.get() - 1 <= 6, "calls while it failed: " + (loads.get() - 1));
    broken = false;
    fleet.time.advance(Duration.ofSeconds(30));
    p.settle(cache.async().get("42"));
    p.run();
    assertNotNull(p.settle(cache.async().get("42")));
    assertEquals("v" + loads.get(), p.settle(cache.async().get("42")));
  }

  // If there is an error

  @Test
  void get_loaderFailsFor20Seconds_isCalledAtMost6TimesAndNobodySeesIt() {
    AsideCache<String, String> here =
        cache(p, b -> b.ttl(Duration.ofSeconds(1)).staleIfError(Duration.ofSeconds(60)));
    AsideCache<String, String> there =
        cache(q, b -> b.ttl(Duration.ofSeconds(1)).staleIfError(Duration.ofSeconds(60)));
    p.settle(here.async().get("42"));
    fleet.time.advance(Duration.ofSeconds(1));
    broken = true;

    for (int step = 0; step < 200; step++) {
      assertEquals("v1", p.settle(here.async().get("42")));
      assertEquals("v1", q.settle(there.async().get("42")));
      fleet.time.advance(Duration.ofMillis(100));
    }

    assertTrue(loads.get() - 1 <= 6, "calls while it failed: " + (loads.get() - 1));
    broken = false;
    fleet.time.advance(Duration.ofSeconds(30));
    assertEquals("v" + (loads.get() + 1), p.settle(here.async().get("42")));
  }

  @Test
  void get_loaderFailsAfterTheWindow_fails() {
    AsideCache<String, String> cache = ifError(p);
    p.settle(cache.async().get("42"));
    broken = true;
    fleet.time.advance(TTL.plusSeconds(60));

    assertInstanceOf(LoadException.class, p.failure(cache.async().get("42")));
  }

  @Test
  void get_failureIsNotForgivable_fails() {
    AsideCache<String, String> cache =
        cache(
            p,
            b ->
                b.staleIfError(
                    Duration.ofSeconds(60), error -> error instanceof IllegalStateException));
    p.settle(cache.async().get("42"));
    broken = true;
    fleet.time.advance(TTL);

    assertInstanceOf(LoadException.class, p.failure(cache.async().get("42")));
    broken = false;
    assertEquals("v3", p.settle(cache.async().get("42")), "and nobody has to wait for a back-off");
  }

  @Test
  void get_invalidatedByAnotherWhileTheLoadFails_oldValueIsNotServed() {
    AsideCache<String, String> cache = ifError(p);
    p.settle(cache.async().get("42"));
    broken = true;
    fleet.time.advance(TTL);
    CompletionStage<@Nullable String> waiting = cache.async().get("42");

    q.settle(q.cache().async().invalidate("42"));

    assertInstanceOf(LoadException.class, p.failure(waiting));
  }

  @Test
  void get_tagInvalidatedByAnotherWhileTheLoadFails_oldValueIsNotServed() {
    AsideCache<String, String> cache =
        cache(p, b -> b.staleIfError(Duration.ofSeconds(60)).tags((key, value) -> Set.of("city")));
    p.settle(cache.async().get("42"));
    broken = true;
    fleet.time.advance(TTL);
    CompletionStage<@Nullable String> waiting = cache.async().get("42");

    q.settle(q.cache().async().invalidateTag("city"));

    assertInstanceOf(LoadException.class, p.failure(waiting));
  }

  @Test
  void get_clearedByThisProcess_oldValueIsNotServed() {
    AsideCache<String, String> cache = ifError(p);
    p.settle(cache.async().get("42"));
    broken = true;
    fleet.time.advance(TTL);

    p.settle(cache.async().clear());

    assertInstanceOf(LoadException.class, p.failure(cache.async().get("42")));
  }

  @Test
  void get_absentInTheSource_isNeverServedStale() {
    AsideCache<String, String> cache =
        p.cache(
            b ->
                b.absentTtl(Duration.ofSeconds(5))
                    .staleIfError(Duration.ofSeconds(60))
                    .staleWhileRevalidate(Duration.ofSeconds(60)));
    assertNull(p.settle(cache.async().get("42", key -> null)));
    fleet.time.advance(Duration.ofSeconds(5));

    assertEquals("new", p.settle(cache.async().get("42", key -> "new")));
  }

  // Soft time-out

  @Test
  void get_loadTakesLongerThanTheSoftTimeout_staleIsServedAndTheLoadGoesOn() {
    AsideCache<String, String> cache =
        cache(
            p,
            b ->
                b.staleIfError(Duration.ofSeconds(60))
                    .softLoadTimeout(Duration.ofMillis(100))
                    .loadTimeout(Duration.ofSeconds(5)));
    p.settle(cache.async().get("42"));
    fleet.time.advance(TTL);

    CompletionStage<@Nullable String> slow = cache.async().get("42");
    Runnable load = Objects.requireNonNull(p.tasks.poll());
    fleet.time.advance(Duration.ofMillis(99));
    assertFalse(slow.toCompletableFuture().isDone());
    fleet.time.advance(Duration.ofMillis(1));
    assertEquals("v1", p.settle(slow));
    load.run();

    assertEquals("v2", p.settle(cache.async().get("42")));
    assertEquals(2, loads.get());
  }

  @Test
  void get_loadTimesOut_staleIsServed() {
    AsideCache<String, String> cache =
        cache(p, b -> b.staleIfError(Duration.ofSeconds(60)).loadTimeout(Duration.ofSeconds(5)));
    p.settle(cache.async().get("42"));
    fleet.time.advance(TTL);

    CompletionStage<@Nullable String> slow = cache.async().get("42");
    Runnable load = Objects.requireNonNull(p.tasks.poll());
    fleet.time.advance(Duration.ofSeconds(5));
    assertEquals("v1", p.settle(slow));
    load.run();

    assertEquals(0, cache.stats().refusedFills(), "the late result is not even offered");
    assertEquals("v1", p.settle(cache.async().get("42")), "backing off");
  }

  @Test
  void get_loadTimesOutAndNothingIsStale_fails() {
    AsideCache<String, String> cache =
        cache(p, b -> b.staleIfError(Duration.ofSeconds(60)).loadTimeout(Duration.ofSeconds(5)));

    CompletionStage<@Nullable String> slow = cache.async().get("42");
    fleet.time.advance(Duration.ofSeconds(5));

    assertInstanceOf(LoadTimeoutException.class, Fleet.cause(failure(slow)));
  }

  /** The answer that is there at once. */
  private static String text(AsideCache<String, String> cache) {
    byte[] bytes = Objects.requireNonNull(Fleet.join(cache.raw().answer("42")).bytes());
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Throwable failure(CompletionStage<?> stage) {
    return assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
  }

  // Soft invalidation

  @Test
  void invalidateSoft_windowOpen_isServedOnceMoreWhileItIsReplaced() {
    AsideCache<String, String> cache = whileRevalidate(p);
    p.settle(cache.async().get("42"));

    p.settle(cache.async().invalidate("42", Invalidation.SOFT));

    RawAnswer stale = Fleet.join(cache.raw().answer("42"));
    assertTrue(stale.isStale());
    p.run();
    assertEquals("v2", p.settle(cache.async().get("42")));
  }

  @Test
  void invalidateSoft_whileItIsLoaded_loadedValueIsNotStored() {
    AsideCache<String, String> cache = whileRevalidate(p);
    CompletionStage<@Nullable String> loading = cache.async().get("42");

    q.settle(whileRevalidate(q).async().invalidate("42", Invalidation.SOFT));

    assertEquals("v1", p.settle(loading));
    assertEquals(1, cache.stats().refusedFills());
  }

  @Test
  void invalidateSoft_noWindow_isGone() {
    AsideCache<String, String> cache = cache(p, b -> b);
    p.settle(cache.async().get("42"));

    p.settle(cache.async().invalidate("42", Invalidation.SOFT));

    assertEquals("v2", p.settle(cache.async().get("42")));
  }

  // Early refresh

  @Test
  void get_slowLoad_isReplacedBeforeItsTimeBySomebody() {
    AsideCache<String, String> cache =
        p.cache(
            b ->
                b.ttl(TTL)
                    .earlyRefresh(1)
                    .loader(
                        key -> {
                          fleet.time.advance(Duration.ofSeconds(1)); // a slow load
                          return loader.load(key);
                        }));
    p.settle(cache.async().get("42"));

    fleet.time.advance(Duration.ofSeconds(7));
    for (int i = 0; i < 1_000 && loads.get() == 1; i++) {
      assertNotNull(p.settle(cache.async().get("42")));
    }

    assertTrue(loads.get() > 1, "one of many readers replaces it");
    assertTrue(cache.stats().refreshes() > 0);
    assertEquals(0, cache.stats().staleServed(), "it was fresh all the time");
  }

  @Test
  void get_earlyRefreshOff_isNotReplacedBeforeItsTime() {
    AsideCache<String, String> cache =
        p.cache(
            b ->
                b.ttl(TTL)
                    .earlyRefresh(0)
                    .loader(
                        key -> {
                          fleet.time.advance(Duration.ofSeconds(1));
                          return loader.load(key);
                        }));
    p.settle(cache.async().get("42"));

    fleet.time.advance(Duration.ofSeconds(9));
    for (int i = 0; i < 1_000; i++) {
      p.settle(cache.async().get("42"));
    }

    assertEquals(1, loads.get());
  }

  // Copies

  @Test
  void get_copyInMemory_isNotServedPastItsTimeWithoutALookAtTheServer() {
    AsideCache<String, String> cache =
        cache(
            p, b -> b.local(LocalOptions.defaults()).staleWhileRevalidate(Duration.ofSeconds(60)));
    p.settle(cache.async().get("42"));
    assertEquals(1, cache.stats().localEntries());
    fleet.time.advance(TTL);
    q.settle(q.cache().async().invalidate("42"));

    assertEquals("v2", p.settle(cache.async().get("42")));
  }
}
