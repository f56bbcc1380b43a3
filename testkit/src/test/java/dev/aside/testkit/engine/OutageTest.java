package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.BackendException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.LocalOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A server that is away for long: what is kept meanwhile, and what happens when it is back. */
final class OutageTest {
  /** What the journal keeps of keys and, once it is full, of the cache as a whole. */
  private static final int MOST_KEPT = 100_000 + 1;

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();
  private final AsideCache<String, String> here =
      p.cache(
          b -> b.loader(key -> key + "#" + loads.incrementAndGet()).local(LocalOptions.defaults()));
  private final AsideCache<String, String> there =
      q.cache(b -> b.loader(key -> key + "#" + loads.incrementAndGet()));

  @Test
  void outage_anHourUnderLoad_keepsLittleAndServesFromTheSource() {
    p.link.cut();
    for (int second = 0; second < 3_600; second++) {
      String key = "k" + second % 100;
      assertTrue(p.settle(here.async().get(key)).startsWith(key), "from the source");
      assertInstanceOf(BackendException.class, p.failure(here.async().invalidate("i" + second)));
      fleet.time.advance(Duration.ofSeconds(1));
    }

    assertEquals(3_600, here.stats().pendingInvalidations());
    assertEquals(0, here.stats().loadsInFlight());
    assertTrue(fleet.time.pending() < 100, "timers: " + fleet.time.pending());
  }

  @Test
  void outage_isOver_whatWasInvalidatedMeanwhileIsGone() {
    q.settle(there.async().get("42"));
    p.link.cut();
    p.failure(here.async().invalidate("42"));
    fleet.time.advance(Duration.ofMinutes(5));
    assertEquals("42#1", q.settle(there.async().get("42")), "nobody could tell");

    p.link.heal();
    p.run();

    assertEquals("42#2", q.settle(there.async().get("42")));
    assertEquals(0, here.stats().pendingInvalidations());
  }

  @Test
  void outage_moreInvalidationsThanCanBeKept_clearsTheCacheOnReturn() {
    q.settle(there.async().get("never named"));
    p.link.cut();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      keys.add("i" + i);
    }
    p.failure(here.async().invalidateAll(keys));
    keys.replaceAll(key -> "more" + key);
    p.failure(here.async().invalidateAll(keys));
    assertEquals(MOST_KEPT, here.stats().pendingInvalidations());

    p.link.heal();
    p.run();
    fleet.time.advance(Duration.ofSeconds(2));
    p.run();

    assertEquals(0, here.stats().pendingInvalidations());
    assertEquals("never named#2", q.settle(there.async().get("never named")));
  }

  @Test
  void outage_isOver_hotKeyIsLoadedOnce() {
    p.link.cut();
    q.link.cut();
    p.settle(here.async().get("hot"));
    p.link.heal();
    q.link.heal();
    int before = loads.get();

    List<CompletionStage<@Nullable String>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(here.async().get("hot"));
      answers.add(there.async().get("hot"));
    }
    p.run();
    fleet.time.advance(Duration.ofSeconds(1));
    q.run();
    p.run();

    answers.forEach(Fleet::done);
    assertEquals(before + 1, loads.get());
  }
}
