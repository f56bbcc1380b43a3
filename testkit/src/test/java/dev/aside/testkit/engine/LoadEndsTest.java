package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.AsideException;
import dev.aside.LoadTimeoutException;
import dev.aside.cache.AsideCache;
import dev.aside.testkit.Await;
import dev.aside.testkit.ManualTime;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Loads that nobody waits for any more, and loads that do not end: with real threads. */
final class LoadEndsTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final ManualTime time = ManualTime.create();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final AtomicInteger loads = new AtomicInteger();

  /** Hangs until it is interrupted, or told to end. */
  private String hang(String key) throws InterruptedException {
    loads.incrementAndGet();
    begun.countDown();
    try {
      mayEnd.await();
      return "v";
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  @Test
  void cancel_oneOfTwoCallers_loadGoesOn() throws Exception {
    try (Aside aside = Aside.builder("memory:").timeSource(time).build()) {
      AsideCache<String, String> cache = aside.cache("k", String.class).loader(this::hang).build();
      CompletableFuture<@Nullable String> one = cache.async().get("42").toCompletableFuture();
      begun.await();
      CompletableFuture<@Nullable String> two = cache.async().get("42").toCompletableFuture();

      one.cancel(true);
      mayEnd.countDown();

      assertEquals("v", Await.result(two));
      assertEquals(0, cache.stats().cancelledLoads());
    }
  }

  @Test
  void cancel_lastCaller_loaderIsInterruptedAndTheKeyIsFree() throws Exception {
    try (Aside aside = Aside.builder("memory:").timeSource(time).build()) {
      AsideCache<String, String> cache = aside.cache("k", String.class).loader(this::hang).build();
      CompletableFuture<@Nullable String> one = cache.async().get("42").toCompletableFuture();
      begun.await();
      CompletableFuture<@Nullable String> two = cache.async().get("42").toCompletableFuture();

      one.cancel(true);
      two.cancel(true);
      interrupted.await();

      assertEquals(1, cache.stats().cancelledLoads());
      assertEquals("other", cache.get("42", key -> "other"));
      Await.until("the thread is back", () -> cache.stats().hungLoads() == 0);
      assertEquals(0, cache.stats().loadsInFlight());
    }
  }

  @Test
  void get_callerIsInterrupted_leavesAndItsLoadEnds() throws Exception {
    try (Aside aside = Aside.builder("memory:").timeSource(time).build()) {
      AsideCache<String, String> cache = aside.cache("k", String.class).loader(this::hang).build();
      AtomicReference<Throwable> seen = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  cache.get("42");
                } catch (AsideException e) {
                  seen.set(e);
                }
              });
      caller.start();
      begun.await();

      caller.interrupt();
      caller.join();

      assertInstanceOf(InterruptedException.class, Objects.requireNonNull(seen.get()).getCause());
      interrupted.await();
      assertEquals(1, cache.stats().cancelledLoads());
    }
  }

  @Test
  void get_loaderHangs_isInterruptedItsKeyAndItsPlaceAreFree() throws Exception {
    try (Aside aside = Aside.builder("memory:").timeSource(time).build()) {
      CountDownLatch never = new CountDownLatch(1);
      AsideCache<String, String> cache =
          aside.cache("k", String.class).loadTimeout(LIMIT).maxConcurrentLoads(1).build();
      CompletionStage<@Nullable String> hung =
          cache
              .async()
              .get(
                  "42",
                  key -> {
                    begun.countDown();
                    while (never.getCount() > 0) { // deaf to interrupts, as drivers can be
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                    }
                    return "too late";
                  });
      begun.await();

      time.advance(LIMIT);
      assertInstanceOf(LoadTimeoutException.class, Await.failure(hung));
      interrupted.await();

      assertEquals(1, cache.stats().hungLoads());
      assertEquals("new", cache.get("42", key -> "new"), "its place and its key are another's");
      never.countDown();
      Await.until("the thread is back", () -> cache.stats().hungLoads() == 0);
      assertEquals("new", cache.peek("42"), "the late result is dropped");
    }
  }

  @Test
  void get_nestedLoadOfAnotherKey_works() {
    try (Aside aside = Aside.connect("memory:")) {
      AsideCache<String, String> cache = aside.cache("k", String.class).build();

      assertEquals(
          "inner+outer",
          cache.get("outer", key -> cache.get("inner", other -> "inner") + "+" + key));
    }
  }

  @Test
  void get_refreshInTheBackground_isNotCancelledByItsCallersLeaving() throws Exception {
    Fleet fleet = new Fleet();
    Fleet.Process p = fleet.process();
    AsideCache<String, String> cache =
        p.cache(
            b ->
                b.ttl(Duration.ofSeconds(1))
                    .staleWhileRevalidate(Duration.ofSeconds(60))
                    .loader(key -> "v" + loads.incrementAndGet()));
    p.settle(cache.async().get("42"));
    fleet.time.advance(Duration.ofSeconds(1));

    CompletableFuture<@Nullable String> stale = cache.async().get("42").toCompletableFuture();
    stale.cancel(true);
    p.run();

    assertEquals(0, cache.stats().cancelledLoads());
    assertEquals("v2", p.settle(cache.async().get("42")));
  }

  @Test
  void cancel_waitingForAnotherProcess_thatOnesLoadGoesOn() {
    Fleet fleet = new Fleet();
    Fleet.Process p = fleet.process();
    Fleet.Process q = fleet.process();
    AsideCache<String, String> here = p.cache(b -> b.loader(key -> "here"));
    AsideCache<String, String> there = q.cache(b -> b.loader(key -> "there"));
    CompletionStage<@Nullable String> loading = here.async().get("42");
    CompletableFuture<@Nullable String> waiting = there.async().get("42").toCompletableFuture();

    waiting.cancel(true);
    assertEquals("here", p.settle(loading));
    fleet.time.advance(Duration.ofSeconds(15));
    q.run();

    assertEquals(0, there.stats().loads());
    assertEquals(0, there.stats().loadsInFlight());
    assertEquals("here", q.settle(there.async().get("42")));
  }

  @Test
  void cancel_batch_isCancelledOnlyWhenNobodyWantsAnyOfIt() {
    Fleet fleet = new Fleet();
    Fleet.Process p = fleet.process();
    AsideCache<String, String> cache = p.cache(b -> b.loader(key -> "v" + key));
    CompletableFuture<?> batch =
        cache.async().getAll(java.util.List.of("1", "2")).toCompletableFuture();
    CompletionStage<@Nullable String> single = cache.async().get("2");

    batch.cancel(true);

    assertEquals("v2", p.settle(single));
    assertNull(p.settle(cache.async().peek("nothing")));
    assertFalse(batch.isDone() && !batch.isCancelled());
    assertTrue(cache.stats().cancelledLoads() == 0);
  }
}
