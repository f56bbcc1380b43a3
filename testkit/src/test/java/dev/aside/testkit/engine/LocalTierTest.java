package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.aside.cache.AsideCache;
import dev.aside.cache.Freshness;
import dev.aside.cache.LocalOptions;
import dev.aside.cache.RawAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** L1: what it serves, for how long, and what it must not keep or serve. */
final class LocalTierTest {
  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final LocalOptions twoSeconds = LocalOptions.defaults().ttl(Duration.ofSeconds(2));
  private String database = "v0";

  private AsideCache<String, String> cache(Fleet.Process process) {
    return process.cache(
        b -> b.local(twoSeconds).loader(key -> database).ttl(Duration.ofSeconds(60)));
  }

  @Test
  void get_loadedHere_isServedFromHere() {
    AsideCache<String, String> cache = cache(p);
    p.settle(cache.async().get("42"));

    assertEquals(RawAnswer.Source.LOCAL, p.settle(cache.raw().answer("42")).source());
    assertEquals(1, cache.stats().localHits());
    assertEquals(1, cache.stats().localEntries());
  }

  @Test
  void get_copyAtExactlyItsTtl_asksTheSharedLevelAgain() {
    AsideCache<String, String> cache = cache(p);
    p.settle(cache.async().get("42"));

    fleet.time.advance(Duration.ofMillis(1_999));
    assertEquals(RawAnswer.Source.LOCAL, p.settle(cache.raw().answer("42")).source());
    fleet.time.advance(Duration.ofMillis(1));
    assertEquals(RawAnswer.Source.REMOTE, p.settle(cache.raw().answer("42")).source());
  }

  @Test
  void get_copyOfAnEntryNearItsEnd_doesNotOutliveTheEntry() {
    p.settle(cache(p).async().get("42"));
    fleet.time.advance(Duration.ofSeconds(59));
    AsideCache<String, String> late = cache(q);
    q.settle(late.async().get("42"));

    fleet.time.advance(Duration.ofMillis(999));
    assertEquals(RawAnswer.Source.LOCAL, q.settle(late.raw().answer("42")).source());
    fleet.time.advance(Duration.ofMillis(1));
    assertEquals(RawAnswer.Source.LOADED, q.settle(late.raw().answer("42")).source());
  }

  @Test
  void invalidate_here_isSeenHereAtOnce() {
    AsideCache<String, String> cache = cache(p);
    p.settle(cache.async().get("42"));
    database = "v1";

    p.settle(cache.async().invalidate("42"));

    assertEquals("v1", p.settle(cache.async().get("42")));
  }

  @Test
  void invalidate_elsewhere_isSeenHereWhenItIsAnnounced() {
    AsideCache<String, String> cache = cache(p);
    p.settle(cache.async().get("42"));
    database = "v1";
    q.settle(cache(q).async().invalidate("42"));

    assertEquals("v1", p.settle(cache.async().get("42")));
  }

  @Test
  void get_announcementsAreLate_copyIsServedUpToTheLagAndNotBeyond() {
    AsideCache<String, String> cache = cache(p);
    p.settle(cache.async().get("42"));
    p.link.delayAnnouncements();
    database = "v1";
    q.settle(cache(q).async().invalidate("42"));

    fleet.time.advance(Duration.ofSeconds(1));
    assertEquals("v0", p.settle(cache.async().get("42")), "at most maxLocalLag behind");
    fleet.time.advance(Duration.ofNanos(1));
    assertEquals("v1", p.settle(cache.async().get("42")));
    assertEquals(1, cache.stats().distrusted());
  }

  @Test
  void get_readWhileAChangeIsOnItsWay_isNotKeptOnceItArrives() {
    AsideCache<String, String> cache = cache(p);
    p.link.delayAnnouncements();
    p.settle(cache.async().get("42"));
    database = "v1";
    q.settle(cache(q).async().invalidate("42"));

    p.link.heal();

    assertEquals("v1", p.settle(cache.async().get("42")));
  }

  @Test
  void get_connectionWasInterrupted_copiesOfBeforeAreNotServed() {
    AsideCache<String, String> cache = cache(p);
    p.settle(cache.async().get("42"));
    p.link.cut();
    database = "v1";
    q.settle(cache(q).async().invalidate("42"));
    assertEquals("v1", p.settle(cache.async().get("42")), "L1 is off while nothing is announced");
    p.link.heal();

    assertEquals("v1", p.settle(cache.async().get("42")), "nobody told of the change meanwhile");
  }

  @Test
  void get_interruptedWithoutAChange_copiesAreMadeAnew() {
    AsideCache<String, String> cache = cache(p);
    p.settle(cache.async().get("42"));
    p.link.cut();
    p.link.heal();

    assertEquals(RawAnswer.Source.REMOTE, p.settle(cache.raw().answer("42")).source());
    assertEquals(RawAnswer.Source.LOCAL, p.settle(cache.raw().answer("42")).source());
  }

  @Test
  void get_oddKey_isTakenAwayWhenItsChangeIsAnnounced() {
    AsideCache<String, String> cache = cache(p);
    String odd = "a:b {রবি} 100%";
    p.settle(cache.async().get(odd));
    database = "v1";

    q.settle(cache(q).async().invalidate(odd));

    assertEquals("v1", p.settle(cache.async().get(odd)));
  }

  @Test
  void invalidate_whileALoadIsUnderWay_itsValueIsNotKeptHere() {
    AsideCache<String, String> cache = cache(p);
    CompletionStage<@Nullable String> before = cache.async().get("42", key -> "v0");
    p.settle(
        CompletableFuture.completedFuture(null).thenCompose(go -> cache.async().invalidate("42")));
    database = "v1";

    assertEquals("v0", p.settle(before));

    assertEquals("v1", p.settle(cache.async().get("42")));
  }

  @Test
  void get_strict_passesTheCopyBy() {
    AsideCache<String, String> cache = cache(p);
    p.settle(cache.async().get("42"));
    database = "v1";
    q.settle(cache(q).async().invalidate("42"));

    assertEquals("v1", p.settle(cache.async().get("42", key -> database, Freshness.STRICT)));
  }

  @Test
  void get_absent_isRememberedHereToo() {
    AsideCache<String, String> cache = p.cache(b -> b.local(twoSeconds).loader(key -> null));
    p.settle(cache.async().get("42"));

    assertEquals(RawAnswer.Source.LOCAL, p.settle(cache.raw().answer("42")).source());
  }

  @Test
  void put_here_replacesTheCopy() {
    AsideCache<String, String> cache = cache(p);
    p.settle(cache.async().get("42"));

    p.settle(cache.async().put("42", "put"));

    assertEquals("put", p.settle(cache.async().get("42")));
  }

  @Test
  void maxEntries_moreKeysThanThat_isNotExceeded() {
    AsideCache<String, String> cache =
        p.cache(b -> b.local(twoSeconds.maxEntries(10)).loader(key -> key));
    for (int i = 0; i < 1_000; i++) {
      p.settle(cache.async().get("k" + i));
    }

    assertFalse(cache.stats().localEntries() > 10, "held: " + cache.stats().localEntries());
  }
}
