package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.LocalOptions;
import dev.aside.cache.RawAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys that are stored under digests are copied, announced and shared like any others. */
final class HashedKeysTest {
  private static final String KEY = "ada@example.org";
  private static final String LONG_KEY = "x".repeat(300);

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();
  private String database = "v0";

  private AsideCache<String, String> cache(
      Fleet.Process process, UnaryOperator<CacheBuilder<String, String>> settings) {
    return process.cache(
        b ->
            settings.apply(
                b.local(LocalOptions.defaults().ttl(Duration.ofSeconds(30)))
                    .loader(
                        key -> {
                          loads.incrementAndGet();
                          return database;
                        })));
  }

  private AsideCache<String, String> hashed(Fleet.Process process) {
    return cache(process, b -> b.hashKeys(new byte[32]));
  }

  @Test
  void explain_hashedKey_isNotInItsName() {
    AsideCache<String, String> cache = hashed(p);
    p.settle(cache.async().get(KEY));

    String name = p.settle(cache.async().explain(KEY)).storedName();
    assertTrue(name.matches("user:h:[0-9a-f]{32}"), name);
    assertNotNull(Fleet.join(fleet.shared.store().get(name.getBytes(StandardCharsets.US_ASCII))));
    assertNull(
        Fleet.join(fleet.shared.store().get(("user:" + KEY).getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void get_hashedOrLongKey_isCopied() {
    for (AsideCache<String, String> cache : List.of(hashed(p), cache(p, b -> b.hashKeys(true)))) {
      p.settle(cache.async().get(KEY));
      assertEquals(RawAnswer.Source.LOCAL, p.settle(cache.raw().answer(KEY)).source());
    }
    AsideCache<String, String> plain = cache(p, b -> b);
    p.settle(plain.async().get(LONG_KEY));
    assertEquals(RawAnswer.Source.LOCAL, p.settle(plain.raw().answer(LONG_KEY)).source());
  }

  @Test
  void invalidate_elsewhere_isSeenHereWhenItIsAnnounced() {
    AsideCache<String, String> cache = hashed(p);
    p.settle(cache.async().get(KEY));
    database = "v1";

    q.settle(hashed(q).async().invalidate(KEY));

    assertEquals("v1", p.settle(cache.async().get(KEY)));
  }

  @Test
  void invalidate_longKeyElsewhere_isSeenHere() {
    AsideCache<String, String> cache = cache(p, b -> b);
    p.settle(cache.async().get(LONG_KEY));
    database = "v1";

    q.settle(cache(q, b -> b).async().invalidate(LONG_KEY));

    assertEquals("v1", p.settle(cache.async().get(LONG_KEY)));
  }

  @Test
  void get_readWhileAChangeIsOnItsWay_isNotKeptOnceItArrives() {
    AsideCache<String, String> cache = hashed(p);
    p.link.delayAnnouncements();
    p.settle(cache.async().get(KEY));
    database = "v1";
    q.settle(hashed(q).async().invalidate(KEY));

    p.link.heal();

    assertEquals("v1", p.settle(cache.async().get(KEY)));
  }

  @Test
  void invalidate_whileALoadIsUnderWay_isNotJoinedByLaterCallers() {
    AsideCache<String, String> cache = hashed(p);
    CompletionStage<@Nullable String> before = cache.async().get(KEY, key -> "v0");
    q.settle(hashed(q).async().invalidate(KEY));
    CompletionStage<@Nullable String> after = cache.async().get(KEY, key -> "v1");

    assertEquals("v0", p.settle(before));
    assertEquals("v1", p.settle(after));
  }

  @Test
  void get_thousandCallersOfOneColdKey_areOneFlight() {
    AsideCache<String, String> cache = hashed(p);
    List<CompletionStage<@Nullable String>> callers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      callers.add(cache.async().get(KEY));
    }

    for (CompletionStage<@Nullable String> caller : callers) {
      assertEquals("v0", p.settle(caller));
    }
    assertEquals(1, loads.get());
    assertEquals(999, cache.stats().collapsed());
  }

  @Test
  void clear_hashedKeys_areGone() {
    AsideCache<String, String> cache = hashed(p);
    p.settle(cache.async().get(KEY));
    database = "v1";

    q.settle(hashed(q).async().clear());

    assertEquals("v1", p.settle(cache.async().get(KEY)));
  }

  @Test
  void get_otherSecret_seesNothing() {
    p.settle(hashed(p).async().get(KEY));

    byte[] other = new byte[32];
    other[0] = 1;
    assertNull(q.settle(cache(q, b -> b.hashKeys(other)).async().peek(KEY)));
  }
}
