package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Codec;
import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.BatchLoader;
import dev.aside.cache.Caches;
import dev.aside.cache.Outcome;
import dev.aside.cache.PartialLoadException;
import dev.aside.spi.Environment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Batches of which some keys fail, are split, or are very large. */
final class BatchOutcomesTest {
  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final List<Set<String>> calls = new ArrayList<>();
  private final IOException away = new IOException("that shard is away");

  /** Keys with "no" do not exist, keys with "bad" fail. */
  private final BatchLoader<String, String> loader =
      keys -> {
        calls.add(Set.copyOf(keys));
        Map<String, String> values = new HashMap<>();
        Map<String, Throwable> failures = new HashMap<>();
        for (String key : keys) {
          if (key.startsWith("bad")) {
            failures.put(key, away);
          } else if (!key.startsWith("no")) {
            values.put(key, "v" + key);
          }
        }
        if (!failures.isEmpty()) {
          throw new PartialLoadException(values, failures);
        }
        return values;
      };

  // Some fail

  @Test
  void getAllOutcomes_someFail_eachKeyHasItsOwn() {
    AsideCache<String, String> cache = p.cache();

    Map<String, Outcome<String>> outcomes =
        p.settle(cache.async().getAllOutcomes(List.of("b", "bad", "no", "a"), loader));

    assertEquals(List.of("b", "bad", "no", "a"), List.copyOf(outcomes.keySet()));
    assertEquals("vb", outcome(outcomes, "b").value());
    assertFalse(outcome(outcomes, "b").isAbsent());
    assertTrue(outcome(outcomes, "no").isAbsent());
    assertNull(outcome(outcomes, "no").value());
    assertNull(outcome(outcomes, "no").failure());
    Outcome<String> failed = outcome(outcomes, "bad");
    assertFalse(failed.isAbsent(), "nothing is known of it");
    assertSame(away, failureOf(failed).getCause());
    assertSame(away, assertThrows(LoadException.class, failed::value).getCause());
    assertEquals(1, calls.size());
    assertEquals(1, cache.stats().loadFailures());
  }

  @Test
  void getAll_someFail_isTheFailureAndTheOthersAreStored() {
    AsideCache<String, String> cache = p.cache();

    Throwable failure = p.failure(cache.async().getAll(List.of("a", "bad", "no"), loader));

    assertSame(away, assertInstanceOf(LoadException.class, failure).getCause());
    assertEquals("va", q.settle(q.cache().async().peek("a")));
    p.settle(cache.async().getAllOutcomes(List.of("a", "bad", "no"), loader));
    assertEquals(List.of(Set.of("a", "bad", "no"), Set.of("bad")), calls, "only that one again");
  }

  @Test
  void getAll_someFail_whoWaitsForAnotherKeyIsServed() {
    AsideCache<String, String> cache = p.cache();
    CompletionStage<Map<String, String>> batch = cache.async().getAll(List.of("a", "bad"), loader);
    CompletionStage<@Nullable String> single = cache.async().get("a", key -> "never asked");

    p.failure(batch);

    assertEquals("va", p.settle(single));
  }

  @Test
  void getAll_keyByKeyAndOneFails_theOthersAreStored() {
    AsideCache<String, String> cache =
        p.cache(
            b ->
                b.loader(
                    key -> {
                      if (key.startsWith("bad")) {
                        throw away;
                      }
                      return "v" + key;
                    }));

    Throwable failure = p.failure(cache.async().getAll(List.of("a", "bad", "b")));

    assertSame(away, assertInstanceOf(LoadException.class, failure).getCause());
    assertEquals("va", p.settle(cache.async().peek("a")));
    assertEquals("vb", p.settle(cache.async().peek("b")));
  }

  @Test
  void getAllOutcomes_someFailAndAreStale_areServedWithTheirAge() {
    AsideCache<String, String> cache =
        p.cache(b -> b.ttl(Duration.ofSeconds(10)).staleIfError(Duration.ofMinutes(1)));
    p.settle(cache.async().put("bad1", "old"));
    fleet.time.advance(Duration.ofSeconds(11));

    Map<String, Outcome<String>> outcomes =
        p.settle(cache.async().getAllOutcomes(List.of("a", "bad1", "bad2"), loader));

    assertEquals("old", outcome(outcomes, "bad1").value());
    assertEquals(Duration.ofSeconds(11), outcome(outcomes, "bad1").staleAge());
    assertNull(outcome(outcomes, "a").staleAge());
    assertNotNull(outcome(outcomes, "bad2").failure());
    assertEquals(1, cache.stats().staleServed());
  }

  @Test
  void partialLoadException_withoutAFailure_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new PartialLoadException(Map.of("a", "va"), Map.of()));
  }

  @Test
  void getAllOutcomes_wholeCallFails_eachKeyFails() {
    Map<String, Outcome<String>> outcomes =
        p.settle(
            p.cache()
                .async()
                .getAllOutcomes(
                    List.of("a", "b"),
                    keys -> {
                      throw away;
                    }));

    assertSame(away, failureOf(outcome(outcomes, "a")).getCause());
    assertSame(away, failureOf(outcome(outcomes, "b")).getCause());
  }

  // What a loader may return

  @Test
  void getAll_valuesOfKeysNotAskedFor_areIgnored() {
    AsideCache<String, String> cache = p.cache();

    Map<String, String> values =
        p.settle(cache.async().getAll(List.of("a"), keys -> Map.of("a", "va", "z", "vz")));

    assertEquals(Map.of("a", "va"), values);
    assertNull(p.settle(cache.async().peek("z")));
  }

  @Test
  void getAll_absentKeys_areRememberedForAbsentTtl() {
    AsideCache<String, String> cache = p.cache(b -> b.absentTtl(Duration.ofSeconds(5)));

    p.settle(cache.async().getAll(List.of("a", "no"), loader));
    p.settle(cache.async().getAll(List.of("a", "no"), loader));
    fleet.time.advance(Duration.ofSeconds(5));
    p.settle(cache.async().getAll(List.of("a", "no"), loader));

    assertEquals(List.of(Set.of("a", "no"), Set.of("no")), calls);
  }

  @Test
  void getAll_moreAbsentKeysThanTheBudget_areAskedForAgain() {
    AsideCache<String, String> cache = p.cache(b -> b.absentBudget(3));
    List<String> nobody = IntStream.range(0, 10).mapToObj(i -> "no" + i).toList();

    p.settle(cache.async().getAll(nobody, loader));
    p.settle(cache.async().getAll(nobody, loader));

    assertEquals(List.of(10, 7), calls.stream().map(Set::size).toList());
  }

  @Test
  void getAll_nothingReturned_isTheLoadersError() {
    @SuppressWarnings("NullAway") // as a careless loader does
    CompletionStage<Map<String, String>> careless =
        p.cache().async().getAll(List.of("a"), keys -> null);

    assertInstanceOf(NullPointerException.class, Fleet.cause(p.failure(careless)));
  }

  // Keys that cannot be stored

  @Test
  void getAll_keysAreHeldOff_takesOneCallAllTheSame() {
    AsideCache<String, String> cache = p.cache(b -> b.holdOff(Duration.ofMinutes(1)));
    List<String> keys = IntStream.range(0, 1_000).mapToObj(i -> "k" + i).toList();
    p.settle(cache.async().invalidateAll(keys));

    assertEquals(1_000, p.settle(cache.async().getAll(keys, loader)).size());

    assertEquals(List.of(1_000), calls.stream().map(Set::size).toList());
    assertEquals(0, cache.stats().rejectedLoads());
  }

  @Test
  void getAll_someAreBeingWritten_takesOneCallForThoseAndOneForTheRest() throws Exception {
    AsideCache<String, String> cache = p.cache();

    q.cache()
        .write(
            List.of("a", "b"),
            () -> p.settle(cache.async().getAll(List.of("a", "b", "c", "d"), loader)));

    assertEquals(Set.of(Set.of("a", "b"), Set.of("c", "d")), Set.copyOf(calls));
  }

  // Size

  @Test
  void maxBatch_moreKeysThanThat_areSplit() {
    AsideCache<String, String> cache = p.cache(b -> b.maxBatch(3));
    List<String> keys = IntStream.range(0, 10).mapToObj(i -> "k" + i).toList();

    assertEquals(10, p.settle(cache.async().getAll(keys, loader)).size());

    assertEquals(List.of(3, 3, 3, 1), calls.stream().map(Set::size).toList());
  }

  @Test
  void getAll_hundredThousandKeys_takesFewCommandsAndCalls() {
    CountingBackend counted = new CountingBackend(fleet.shared);
    List<Runnable> tasks = new ArrayList<>();
    Caches caches =
        Caches.over(counted.backend(), new Environment(fleet.time, new Random(42), tasks::add), "");
    AsideCache<String, String> cache =
        caches.builder("user", String.class, Codec.utf8()).ttlJitter(0).noLocal().build();
    int count = AsideCache.MAX_BATCH;
    List<String> keys = IntStream.range(0, count).mapToObj(i -> "k" + i).toList();

    assertEquals(count, settle(tasks, cache.async().getAll(keys, loader)).size());
    assertEquals(100, calls.size(), "calls of the loader, with 1 000 keys each");
    assertTrue(calls.stream().allMatch(call -> call.size() == 1_000));
    // 1 000 keys each, and once the stamps of the cache.
    assertTrue(counted.calls("getAll") <= 103, () -> "reads: " + counted.calls("getAll"));
    assertEquals(0, counted.calls("get"));
    assertEquals(count, counted.calls("lease"), "one a key that is missing");
    assertEquals(count, counted.calls("fill"));

    counted.reset();
    assertEquals(count, settle(tasks, cache.async().getAll(keys, loader)).size());
    assertEquals(100, counted.calls("getAll"));
    assertEquals(100, counted.total(), "nothing but reads of 1 000 keys");
    assertEquals(100, calls.size());
  }

  private static <T> T settle(List<Runnable> tasks, CompletionStage<T> stage) {
    while (!tasks.isEmpty()) {
      List<Runnable> now = List.copyOf(tasks);
      tasks.clear();
      now.forEach(Runnable::run);
    }
    CompletableFuture<T> future = stage.toCompletableFuture();
    assertTrue(future.isDone(), "nothing is left to run");
    return future.join();
  }

  private static Outcome<String> outcome(Map<String, Outcome<String>> outcomes, String key) {
    return Objects.requireNonNull(outcomes.get(key), key);
  }

  private static RuntimeException failureOf(Outcome<String> outcome) {
    return Objects.requireNonNull(outcome.failure(), "failure");
  }
}
