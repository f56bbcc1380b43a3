package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.BatchLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many keys in one call. */
final class BatchTest {
  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final List<Set<String>> batches = new ArrayList<>();
  private final BatchLoader<String, String> loader =
      keys -> {
        batches.add(new TreeSet<>(keys));
        Map<String, String> values = new LinkedHashMap<>();
        keys.stream()
            .filter(key -> !key.startsWith("no"))
            .forEach(key -> values.put(key, "v" + key));
        return values;
      };

  @Test
  void getAll_someCached_loadsExactlyTheRestInOneCall() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().put("b", "stored"));

    Map<String, String> values =
        p.settle(cache.async().getAll(List.of("c", "b", "no", "a", "c"), loader));

    assertEquals(List.of("c", "b", "a"), List.copyOf(values.keySet()), "in the order asked");
    assertEquals(Map.of("a", "va", "b", "stored", "c", "vc"), values);
    assertEquals(List.of(Set.of("a", "c", "no")), batches);
  }

  @Test
  void getAll_again_loadsNothing() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().getAll(List.of("a", "no"), loader));

    p.settle(cache.async().getAll(List.of("a", "no"), loader));

    assertEquals(1, batches.size());
  }

  @Test
  void getAll_keyIsBeingLoadedHere_joinsThatLoad() {
    AsideCache<String, String> cache = p.cache();
    CompletionStage<@Nullable String> single = cache.async().get("a", key -> "single");

    Map<String, String> values = p.settle(cache.async().getAll(List.of("a", "b"), loader));

    assertEquals(Map.of("a", "single", "b", "vb"), values);
    assertEquals("single", p.settle(single));
    assertEquals(List.of(Set.of("b")), batches);
  }

  @Test
  void getAll_keyIsBeingLoadedElsewhere_waitsForThatLoad() {
    CompletionStage<@Nullable String> elsewhere = q.cache().async().get("a", key -> "elsewhere");
    CompletableFuture<Map<String, String>> values =
        p.cache().async().getAll(List.of("a", "b"), loader).toCompletableFuture();
    p.run();
    assertFalse(values.isDone());

    q.settle(elsewhere);
    fleet.time.advance(Duration.ofMillis(300));

    assertEquals(Map.of("a", "elsewhere", "b", "vb"), p.settle(values));
    assertEquals(List.of(Set.of("b")), batches);
  }

  @Test
  void getAll_serverIsAway_loadsAllInOneCall() {
    AsideCache<String, String> cache = p.cache();
    p.link.cut();

    assertEquals(2, p.settle(cache.async().getAll(List.of("a", "b"), loader)).size());
    assertEquals(List.of(Set.of("a", "b")), batches);
  }

  @Test
  void getAll_loaderFails_isToldWithItsCauseAndLeasesAreFree() {
    Exception cause = new Exception("theirs");
    CompletionStage<Map<String, String>> failing =
        p.cache()
            .async()
            .getAll(
                List.of("a", "b"),
                keys -> {
                  throw cause;
                });

    CompletionException failure = assertThrows(CompletionException.class, () -> p.settle(failing));

    assertEquals(cause, assertInstanceOf(LoadException.class, failure.getCause()).getCause());
    assertEquals(2, q.settle(q.cache().async().getAll(List.of("a", "b"), loader)).size());
  }

  @Test
  void getAll_tenThousandKeys_areReadInOrder() {
    AsideCache<String, String> cache = p.cache();
    List<String> keys = IntStream.range(0, 10_000).mapToObj(i -> "k" + i).toList();

    Map<String, String> values = p.settle(cache.async().getAll(keys, loader));

    assertEquals(keys, List.copyOf(values.keySet()));
    p.settle(cache.async().getAll(keys, loader));
    assertEquals(10_000, batches.stream().mapToInt(Set::size).sum());
  }

  @Test
  void getAll_moreKeysThanTheLimit_isRefused() {
    AsideCache<String, String> cache = p.cache();

    assertThrows(
        IllegalArgumentException.class,
        () -> cache.async().getAll(Collections.nCopies(100_001, "a"), loader));
  }

  @Test
  void getAll_oneKeyIsInvalid_leavesNoFlightBehind() {
    AsideCache<String, String> cache = p.cache();

    assertThrows(
        IllegalArgumentException.class, () -> cache.async().getAll(List.of("a", ""), loader));

    assertEquals("va", p.settle(cache.async().getAll(List.of("a"), loader)).get("a"));
  }

  @Test
  void getAll_loaderAsksForItsOwnKeyAmongOthers_isToldAndTheOthersAreFree() {
    AsideCache<String, String> cache = p.cache();
    CompletionStage<String> nested =
        cache
            .async()
            .get(
                "a",
                key -> String.valueOf(p.settle(cache.async().getAll(List.of("b", "a"), loader))));

    assertInstanceOf(LoadException.class, p.failure(nested));
    assertEquals("vb", p.settle(cache.async().getAll(List.of("b"), loader)).get("b"));
  }

  @Test
  void getAll_nothing_isEmpty() {
    assertEquals(Map.of(), p.settle(p.cache().async().getAll(List.of(), loader)));
  }
}
