package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.aside.Codec;
import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Loader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever user code throws beside a loader's own failures: callers are answered all the same. */
final class UserCodeTest {
  private static final Duration TTL = Duration.ofSeconds(10);
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();

  @Test
  void encode_throwsAnError_callersGetTheirValue() {
    Codec<String> broken =
        new Codec<>() {
          @Override
          public byte[] encode(String value) {
            throw new StackOverflowError("a value that holds itself");
          }

          @Override
          public String decode(byte[] bytes) {
            throw new IllegalStateException("nothing is stored");
          }
        };
    AsideCache<String, String> cache =
        p.caches.builder("user", String.class, broken).noLocal().build();

    assertEquals("v1", get(cache, key -> "v1"));
    assertEquals("v2", get(cache, key -> "v2"), "the lease was given back");
    assertEquals(2, cache.stats().unreadable());
  }

  @Test
  void tags_ofTheCacheThrow_callersGetTheirValue() {
    AsideCache<String, String> cache =
        p.cache(
            b ->
                b.tags(
                    (key, value) -> {
                      throw new StackOverflowError("theirs");
                    }));

    assertEquals("v1", get(cache, key -> "v1"));
    assertEquals("v2", get(cache, key -> "v2"), "the lease was given back");
  }

  @Test
  void staleIfErrorPredicate_throwsAnError_callersGetTheFailure() {
    AsideCache<String, String> cache =
        p.cache(
            b ->
                b.ttl(TTL)
                    .staleIfError(
                        WINDOW,
                        error -> {
                          throw new StackOverflowError("theirs");
                        }));
    get(cache, key -> "v1");
    fleet.time.advance(TTL);

    Throwable failure =
        p.failure(
            cache
                .async()
                .get(
                    "42",
                    key -> {
                      throw new IllegalStateException("the database is away");
                    }));

    assertInstanceOf(LoadException.class, failure);
  }

  private @Nullable String get(AsideCache<String, String> cache, Loader<String, String> loader) {
    return p.settle(cache.async().get("42", loader));
  }
}
