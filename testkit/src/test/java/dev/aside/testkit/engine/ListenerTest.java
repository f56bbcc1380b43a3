package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.CacheListener;
import dev.aside.cache.EntryOptions;
import dev.aside.cache.LocalOptions;
import dev.aside.cache.RawAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a listener hears of what a cache does. */
final class ListenerTest {
  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final List<String> told = new ArrayList<>();

  private final CacheListener<String> listener =
      new CacheListener<>() {
        @Override
        public void hit(RawAnswer.Source level, String key) {
          told.add("hit " + level + " " + key);
        }

        @Override
        public void staleServed(String key) {
          told.add("stale " + key);
        }

        @Override
        public void loaded(int keys, Duration took, @Nullable Throwable failure) {
          told.add("loaded " + keys + (failure == null ? "" : " failed"));
        }

        @Override
        public void refused(String key, String why) {
          told.add("refused " + key + " " + why);
        }

        @Override
        public void degraded(String what, Throwable cause) {
          told.add("degraded " + what);
        }

        @Override
        public void recovered() {
          told.add("recovered");
        }

        @Override
        public void invalidated(int count) {
          told.add("invalidated " + count);
        }
      };

  @Test
  void reads_areToldWithTheirLevel() {
    AsideCache<String, String> cache = cache(b -> b.local(LocalOptions.defaults()));
    q.settle(q.cache().async().get("42", key -> "v1"));

    p.settle(cache.async().get("42", key -> "v2"));
    p.settle(cache.async().get("42", key -> "v2"));
    p.settle(cache.async().get("43", key -> "v1"));
    p.settle(cache.async().getAll(List.of("44", "45"), keys -> Map.of()));
    p.run();

    assertEquals(List.of("hit REMOTE 42", "hit LOCAL 42", "loaded 1", "loaded 2"), told);
  }

  @Test
  void staleValue_isToldWithTheLoadThatFailed() {
    AsideCache<String, String> cache =
        cache(b -> b.ttl(Duration.ofSeconds(10)).staleIfError(Duration.ofMinutes(1)));
    p.settle(cache.async().get("42", key -> "v1"));
    fleet.time.advance(Duration.ofSeconds(10));

    p.settle(
        cache
            .async()
            .get(
                "42",
                key -> {
                  throw new IllegalStateException("away");
                }));
    p.run();

    assertEquals(List.of("loaded 1", "loaded 1 failed", "stale 42"), told);
  }

  @Test
  void invalidatedWhileLoaded_isToldAsRefused() {
    AsideCache<String, String> cache = cache(b -> b);
    CompletionStage<@Nullable String> load = cache.async().get("42", key -> "v1");
    q.settle(q.cache().async().invalidate("42"));
    p.settle(load);
    p.run();

    assertEquals(List.of("loaded 1", "refused 42 absent"), told);
  }

  @Test
  void putOfAnOlderVersion_isToldAsRefused() {
    AsideCache<String, String> cache = cache(b -> b);
    p.settle(cache.async().put("42", "v2", EntryOptions.defaults().version(2)));
    p.settle(cache.async().put("42", "v1", EntryOptions.defaults().version(1)));
    p.run();

    assertEquals(List.of("refused 42 older"), told);
  }

  @Test
  void invalidations_areToldWithTheirNumber() throws Exception {
    AsideCache<String, String> cache = cache(b -> b);
    p.settle(cache.async().invalidateAll(List.of("1", "2", "3")));
    p.settle(cache.async().invalidateTags(List.of("a", "b")));
    p.settle(cache.async().clear());
    cache.write(List.of("1", "2"), () -> "done");
    p.run();

    assertEquals(List.of("invalidated 3", "invalidated 2", "invalidated 1", "invalidated 2"), told);
  }

  @Test
  void serverGoesAndComesBack_isTold() {
    AsideCache<String, String> cache = cache(b -> b);
    p.link.cut();
    p.settle(cache.async().get("42", key -> "v1"));
    p.link.heal();
    p.run();

    assertEquals(List.of("degraded an entry could not be read", "loaded 1", "recovered"), told);
  }

  @Test
  void listenerThrowsOnALocalHit_callerGetsTheValue() {
    AsideCache<String, String> cache =
        p.cache(
            b ->
                b.local(LocalOptions.defaults())
                    .listener(
                        new CacheListener<String>() {
                          @Override
                          public void hit(RawAnswer.Source level, String key) {
                            throw new IllegalStateException("theirs");
                          }
                        }));
    p.settle(cache.async().get("42", key -> "v1"));

    assertEquals("v1", cache.get("42", key -> "v2"));
    assertEquals(1, cache.stats().localHits());
    assertThrows(IllegalStateException.class, () -> cache.get("43"), "it has no loader");
  }

  private AsideCache<String, String> cache(UnaryOperator<CacheBuilder<String, String>> settings) {
    return p.cache(b -> settings.apply(b.listener(listener)));
  }
}
