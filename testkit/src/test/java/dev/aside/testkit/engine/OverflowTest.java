package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aside.BackendException;
import dev.aside.cache.AsideCache;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More invalidations wait for the server than can be kept: then all values are given up. */
final class OverflowTest {
  /** Of keys, and of tags. */
  private static final int KEPT = 100_000;

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();

  @Test
  void invalidateTags_moreThanCanBeKept_clearsTheCacheWhenTheServerIsBack() {
    AsideCache<String, String> there = q.cache(b -> b.tags((key, value) -> Set.of("the last")));
    q.settle(there.async().get("42", key -> "old"));
    AsideCache<String, String> cache = p.cache();

    p.link.cut();
    int each = 64;
    for (int from = 0; from < KEPT; from += each) {
      List<String> tags = IntStream.range(from, from + each).mapToObj(i -> "tag" + i).toList();
      assertInstanceOf(
          BackendException.class, p.failure(cache.async().invalidateTags(tags)), "it is told");
    }
    p.failure(cache.async().invalidateTag("the last"));
    p.link.heal();

    assertEquals(0, cache.stats().pendingInvalidations());
    assertNull(q.settle(there.async().peek("42")));
  }

  @Test
  void invalidateAll_moreThanCanBeKept_clearsTheCacheWhenTheServerIsBack() {
    AsideCache<String, String> there = q.cache();
    q.settle(there.async().get("42", key -> "old"));
    AsideCache<String, String> cache = p.cache();

    p.link.cut();
    List<String> keys = IntStream.range(0, KEPT).mapToObj(i -> "k" + i).toList();
    p.failure(cache.async().invalidateAll(keys));
    p.failure(cache.async().invalidate("42"));
    p.link.heal();

    assertEquals(0, cache.stats().pendingInvalidations());
    assertNull(q.settle(there.async().peek("42")));
  }
}
