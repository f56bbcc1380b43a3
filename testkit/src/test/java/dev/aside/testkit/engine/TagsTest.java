package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.BackendException;
import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.EntryOptions;
import dev.aside.cache.Freshness;
import dev.aside.cache.Loader;
import dev.aside.cache.LocalOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tags and {@code clear}: what an invalidation of many takes, and what it cannot miss. */
final class TagsTest {
  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();
  private final Loader<String, String> loader = key -> key + "#" + loads.incrementAndGet();

  /** Keys are {@code name.city}; the city is the tag. */
  private AsideCache<String, String> cache(
      Fleet.Process process, UnaryOperator<CacheBuilder<String, String>> more) {
    return process.cache(
        b ->
            more.apply(
                b.loader(loader).tags((key, value) -> Set.of(key.substring(key.indexOf('.'))))));
  }

  private AsideCache<String, String> remoteOnly(Fleet.Process process) {
    return cache(process, b -> b);
  }

  private AsideCache<String, String> withCopies(Fleet.Process process) {
    return cache(process, b -> b.local(LocalOptions.defaults()));
  }

  private static String get(Fleet.Process process, AsideCache<String, String> cache, String key) {
    return String.valueOf(process.settle(cache.async().get(key)));
  }

  @Test
  void invalidateTag_takesValuesOfTheTagAndNoOthers() {
    AsideCache<String, String> cache = remoteOnly(p);
    assertEquals("ada.london#1", get(p, cache, "ada.london"));
    assertEquals("rabi.dhaka#2", get(p, cache, "rabi.dhaka"));

    q.settle(remoteOnly(q).async().invalidateTag(".london"));

    assertEquals("ada.london#3", get(p, cache, "ada.london"));
    assertEquals("rabi.dhaka#2", get(p, cache, "rabi.dhaka"));
    assertEquals(1, cache.stats().outdatedByTag());
  }

  @Test
  void invalidateTag_copiesInEveryProcess_areNotServed() {
    AsideCache<String, String> here = withCopies(p);
    AsideCache<String, String> there = withCopies(q);
    get(p, here, "ada.london");
    get(q, there, "ada.london");
    get(q, there, "ada.london");
    assertEquals(1, there.stats().localHits());

    p.settle(here.async().invalidateTag(".london"));

    assertEquals("ada.london#2", get(q, there, "ada.london"));
    assertEquals("ada.london#2", get(p, here, "ada.london"));
    get(p, here, "ada.london");
    assertEquals(1, here.stats().localHits(), "and new copies are served");
  }

  @Test
  void invalidateTag_whileItsValueIsLoaded_loadedValueIsNotServedLater() {
    AsideCache<String, String> cache = withCopies(p);
    get(p, cache, "rabi.dhaka"); // the process knows the cache's own stamps
    CompletionStage<@Nullable String> loading = cache.async().get("ada.london");

    q.settle(remoteOnly(q).async().invalidateTag(".london"));

    assertEquals("ada.london#2", p.settle(loading), "its caller began before");
    assertEquals("ada.london#3", get(p, cache, "ada.london"));
    assertEquals("ada.london#3", get(q, remoteOnly(q), "ada.london"));
  }

  @Test
  void invalidateTag_whileThisProcessLoads_laterCallersDoNotShareTheLoad() {
    AsideCache<String, String> cache = remoteOnly(p);
    CompletionStage<@Nullable String> before = cache.async().get("ada.london");

    CompletionStage<@Nullable Void> done = cache.async().invalidateTag(".london");
    CompletionStage<@Nullable String> after = cache.async().get("ada.london");
    p.run();
    fleet.time.advance(Duration.ofSeconds(1));
    p.run();

    assertEquals("ada.london#1", p.settle(before));
    p.settle(done);
    assertEquals("ada.london#2", p.settle(after));
  }

  @Test
  void get_strictAfterAnotherProcessesBump_followsNoLoadOfBefore() {
    AsideCache<String, String> cache = remoteOnly(p);
    CompletionStage<@Nullable String> before = cache.async().get("ada.london");

    q.link.delayAnnouncements();
    p.link.delayAnnouncements();
    q.settle(remoteOnly(q).async().invalidateTag(".london"));
    CompletionStage<@Nullable String> after =
        cache.async().get("ada.london", loader, Freshness.STRICT);
    p.run();
    fleet.time.advance(Duration.ofSeconds(1));
    p.run();

    assertEquals("ada.london#1", p.settle(before));
    assertEquals("ada.london#2", p.settle(after));
  }

  @Test
  void invalidateTag_announcementsAreLate_copiesAreServedUpToTheLagAndNotBeyond() {
    AsideCache<String, String> cache = withCopies(p);
    get(p, cache, "ada.london");
    assertEquals("ada.london#1", get(p, cache, "ada.london"));
    p.link.delayAnnouncements();
    q.settle(remoteOnly(q).async().invalidateTag(".london"));

    fleet.time.advance(Duration.ofSeconds(1));
    assertEquals("ada.london#1", get(p, cache, "ada.london"), "within the lag");
    fleet.time.advance(Duration.ofNanos(1));

    assertEquals("ada.london#2", get(p, cache, "ada.london"));
  }

  @Test
  void invalidateTag_stampIsEvicted_costsMissesOnly() {
    AsideCache<String, String> cache = remoteOnly(p);
    get(p, cache, "ada.london");
    get(p, cache, "ada.london");

    fleet.shared.store().remove(List.of(tagKey(".london")));

    assertEquals("ada.london#2", get(p, cache, "ada.london"));
    assertEquals("ada.london#2", get(p, cache, "ada.london"));
  }

  @Test
  void invalidateTag_notConfirmed_isToldAndItsValuesAreNeitherServedNorStored() {
    AsideCache<String, String> cache = withCopies(p);
    get(p, cache, "ada.london");
    p.link.loseReplies();

    assertInstanceOf(BackendException.class, p.failure(cache.async().invalidateTag(".london")));
    p.link.heal();
    fleet.time.advance(Duration.ofSeconds(2));
    p.run();

    assertEquals(0, cache.stats().pendingInvalidations());
    assertEquals("ada.london#2", get(p, cache, "ada.london"));
    assertEquals("ada.london#2", get(p, cache, "ada.london"));
  }

  @Test
  void invalidateTag_serverIsAway_isSentWhenItIsBack() {
    AsideCache<String, String> cache = withCopies(p);
    AsideCache<String, String> other = remoteOnly(q);
    get(p, cache, "ada.london");
    p.link.cut();
    assertInstanceOf(BackendException.class, p.failure(cache.async().invalidateTag(".london")));
    assertEquals("ada.london#2", get(p, cache, "ada.london"), "from the source");

    p.link.heal();
    p.run();

    assertEquals("ada.london#3", get(q, other, "ada.london"));
  }

  @Test
  void clear_everything_isGoneInEveryProcess() {
    AsideCache<String, String> here = withCopies(p);
    AsideCache<String, String> there = withCopies(q);
    get(p, here, "ada.london");
    get(q, there, "ada.london");

    p.settle(here.async().clear());

    assertEquals("ada.london#2", get(q, there, "ada.london"));
    assertEquals("ada.london#2", get(p, here, "ada.london"));
  }

  @Test
  void clear_whileAValueIsLoaded_isNotServedLater() {
    AsideCache<String, String> cache = withCopies(p);
    CompletionStage<@Nullable String> loading = cache.async().get("ada.london");

    p.settle(cache.async().clear()); // settling runs the loader too

    assertEquals("ada.london#1", p.settle(loading));
    assertEquals("ada.london#2", get(p, cache, "ada.london"));
  }

  @Test
  void clear_otherCaches_areNotTouched() {
    AsideCache<String, String> cache = remoteOnly(p);
    AsideCache<String, String> other =
        p.caches.builder("other", String.class, Codec.utf8()).noLocal().build();
    p.settle(other.async().get("42", loader));

    p.settle(cache.async().clear());

    assertEquals("42#1", p.settle(other.async().get("42", loader)));
  }

  @Test
  void put_withTags_isInvalidatedByThem() {
    AsideCache<String, String> cache = remoteOnly(p);
    p.settle(
        cache.async().put("x.y", "put", EntryOptions.defaults().tags(Set.of("special", "more"))));
    assertEquals("put", get(p, cache, "x.y"));

    q.settle(remoteOnly(q).async().invalidateTags(List.of("unrelated", "more")));

    assertEquals("x.y#1", get(p, cache, "x.y"));
  }

  @Test
  void contextLoader_tagsOfItsOwn_replaceThoseOfTheCache() {
    AsideCache<String, String> cache =
        p.cache(
            b ->
                b.tags((key, value) -> Set.of("cache's"))
                    .contextLoader(
                        (key, context) -> {
                          context.tags("loader's");
                          return loader.load(key);
                        }));
    get(p, cache, "42");

    p.settle(cache.async().invalidateTag("cache's"));
    assertEquals("42#1", get(p, cache, "42"));
    p.settle(cache.async().invalidateTag("loader's"));

    assertEquals("42#2", get(p, cache, "42"));
  }

  @Test
  void getAll_afterInvalidateTag_loadsWhatHasIt() {
    AsideCache<String, String> cache = remoteOnly(p);
    List<String> keys = List.of("ada.london", "rabi.dhaka", "mary.london");
    p.settle(cache.async().getAll(keys));

    q.settle(remoteOnly(q).async().invalidateTag(".london"));

    p.settle(cache.async().getAll(keys));
    assertEquals(5, loads.get());
  }

  @Test
  void invalidateTag_malformed_isRefused() {
    AsideCache<String, String> cache = remoteOnly(p);

    assertEquals(
        "tag: 0 bytes (expected: 1 to 1024 bytes of UTF-8)",
        assertThrows(IllegalArgumentException.class, () -> cache.invalidateTag("")).getMessage());
  }

  private static byte[] tagKey(String tag) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(tag.getBytes(StandardCharsets.UTF_8));
      return ("aside:tag:user:" + HexFormat.of().formatHex(hash, 0, Long.BYTES))
          .getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
