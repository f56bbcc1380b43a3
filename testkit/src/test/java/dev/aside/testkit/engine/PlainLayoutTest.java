package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.cache.AsideCache;
import dev.aside.cache.Layout;
import dev.aside.cache.Loader;
import dev.aside.cache.LocalOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values stored as just their bytes, beside programs in other languages. */
final class PlainLayoutTest {
  private static final byte[] NAME = "user:42".getBytes(StandardCharsets.US_ASCII);

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();
  private final Loader<String, String> loader = key -> "v" + loads.incrementAndGet();
  private final AsideCache<String, String> here =
      p.cache(b -> b.layout(Layout.PLAIN).loader(loader).local(LocalOptions.defaults()));
  private final AsideCache<String, String> there =
      q.cache(b -> b.layout(Layout.PLAIN).loader(loader).local(LocalOptions.defaults()));

  private byte @Nullable [] stored() {
    byte[][] found = new byte[1][];
    fleet.shared.store().get(NAME).thenAccept(bytes -> found[0] = bytes);
    return found[0];
  }

  private void storeByAnotherLanguage(String value) {
    fleet.shared.store().plain().put(NAME, value.getBytes(StandardCharsets.UTF_8), 60_000);
  }

  @Test
  void get_coldKey_isStoredAsJustItsBytes() {
    p.settle(here.async().get("42"));

    assertArrayEquals("v1".getBytes(StandardCharsets.UTF_8), stored());
    assertEquals("v1", q.settle(there.async().get("42")));
    assertEquals(1, loads.get());
  }

  @Test
  void get_valueOfAnotherLanguage_isServedAndCopied() {
    storeByAnotherLanguage("theirs");

    assertEquals("theirs", p.settle(here.async().get("42")));
    assertEquals("theirs", p.settle(here.async().get("42")));
    assertEquals(1, here.stats().localHits());

    storeByAnotherLanguage("changed");
    assertEquals("changed", p.settle(here.async().get("42")));
    assertEquals(0, loads.get());
  }

  @Test
  void get_twoProcesses_loadOnceInTheFleet() {
    CompletionStage<@Nullable String> one = here.async().get("42");
    CompletionStage<@Nullable String> two = there.async().get("42");

    assertEquals("v1", p.settle(one));
    fleet.time.advance(Duration.ofMillis(500));
    assertEquals("v1", q.settle(two));
    assertEquals(1, loads.get());
  }

  @Test
  void invalidate_whileItIsLoaded_loadedValueIsNotStored() {
    CompletionStage<@Nullable String> loading = here.async().get("42");

    q.settle(there.async().invalidate("42"));

    assertEquals("v1", p.settle(loading));
    assertNull(stored());
    assertEquals("v2", p.settle(here.async().get("42")));
  }

  @Test
  void get_putByAnotherLanguageWhileItIsLoaded_theirsStays() {
    CompletionStage<@Nullable String> loading = here.async().get("42");

    storeByAnotherLanguage("theirs");

    assertEquals("v1", p.settle(loading));
    assertEquals("theirs", q.settle(there.async().get("42")));
  }

  @Test
  void get_absent_isNotRemembered() {
    assertNull(p.settle(here.async().get("42", key -> null)));
    assertEquals("v1", p.settle(here.async().get("42")));
  }

  @Test
  void put_thenInvalidate_isGone() {
    p.settle(here.async().put("42", "put"));
    assertEquals("put", q.settle(there.async().get("42")));

    p.settle(here.async().invalidate("42"));

    assertNull(q.settle(there.async().peek("42")));
  }

  @Test
  void write_whileItIsUnderWayAndAfter_oldValueIsGone() {
    p.settle(here.async().put("42", "old"));

    p.settle(
        here.async()
            .write(
                List.of("42"), () -> java.util.concurrent.CompletableFuture.completedFuture("ok")));

    assertNull(q.settle(there.async().peek("42")));
  }

  @Test
  void getAll_mixed_readsAndLoads() {
    storeByAnotherLanguage("theirs");

    assertEquals(
        java.util.Map.of("42", "theirs", "43", "v1"),
        p.settle(here.async().getAll(List.of("42", "43"))));
  }

  @Test
  void get_atTheEndOfItsTime_isLoadedAgain() {
    p.settle(here.async().get("42"));
    fleet.time.advance(Duration.ofMinutes(10));

    assertEquals("v2", p.settle(here.async().get("42")));
  }

  @Test
  void clear_isRefusedAndSaysWhy() {
    assertEquals(
        "layout: PLAIN of cache user (expected: FRAMED, for tags and clear)",
        assertThrows(IllegalStateException.class, here::clear).getMessage());
  }

  @Test
  void build_withStaleWindow_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> p.cache(b -> b.layout(Layout.PLAIN).staleIfError(Duration.ofSeconds(1))));
  }
}
