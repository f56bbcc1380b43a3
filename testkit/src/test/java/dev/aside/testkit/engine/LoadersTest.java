package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Codec;
import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.ContextLoader;
import dev.aside.cache.EntryOptions;
import dev.aside.cache.Explanation;
import dev.aside.cache.Invalidation;
import dev.aside.cache.Layout;
import dev.aside.cache.LoadContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Loaders that see what they replace and have a say in how the new value is kept. */
final class LoadersTest {
  private static final Duration TTL = Duration.ofSeconds(10);
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicInteger encoded = new AtomicInteger();

  // What a loader sees

  @Test
  void load_coldKey_seesNothing() {
    AsideCache<String, String> cache = cache(b -> b);

    get(
        cache,
        (key, context) -> {
          assertSeesNothing(context);
          return "v1";
        });
  }

  @Test
  void load_timeIsOver_seesTheValueWithAgeValidatorAndVersion() {
    AsideCache<String, String> cache = cache(b -> b.staleIfError(WINDOW));
    get(
        cache,
        (key, context) -> {
          context.validator("\"e1\"");
          context.version(7);
          return "v1";
        });

    fleet.time.advance(TTL.plusSeconds(1));
    String second =
        get(
            cache,
            (key, context) -> {
              assertEquals("v1", context.staleValue());
              assertEquals(TTL.plusSeconds(1), context.staleAge());
              assertEquals("\"e1\"", context.staleValidator());
              assertEquals(7, context.staleVersion());
              return "v2";
            });

    assertEquals("v2", second);
    assertEquals("v2", q.settle(q.cache().async().peek("42")));
  }

  @Test
  void load_timeIsOverAndNoWindow_seesNothingAsNothingIsKept() {
    AsideCache<String, String> cache = cache(b -> b);
    get(cache, (key, context) -> "v1");

    fleet.time.advance(TTL);
    get(
        cache,
        (key, context) -> {
          assertSeesNothing(context);
          return "v2";
        });
  }

  @Test
  void load_afterAnInvalidation_seesNothingUnlessItWasSoft() {
    AsideCache<String, String> cache = cache(b -> b.staleIfError(WINDOW));
    get(cache, (key, context) -> "v1");

    p.settle(cache.async().invalidate("42", Invalidation.SOFT));
    get(
        cache,
        (key, context) -> {
          assertEquals("v1", context.staleValue());
          return "v2";
        });
    p.settle(cache.async().invalidate("42"));
    get(
        cache,
        (key, context) -> {
          assertSeesNothing(context);
          return "v3";
        });

    assertEquals(3, loads.get(), "each of them was loaded");
  }

  @Test
  void load_afterItsTagWasInvalidated_seesNothing() {
    AsideCache<String, String> cache =
        cache(b -> b.staleIfError(WINDOW).tags((key, value) -> Set.of("all")));
    get(cache, (key, context) -> "v1");

    p.settle(cache.async().invalidateTag("all"));
    get(
        cache,
        (key, context) -> {
          assertSeesNothing(context);
          return "v2";
        });

    assertEquals(2, loads.get());
  }

  @Test
  void load_rememberedAbsenceIsOver_seesNothing() {
    AsideCache<String, String> cache = cache(b -> b.staleIfError(WINDOW));
    assertNull(get(cache, (key, context) -> null));

    fleet.time.advance(Duration.ofSeconds(5));
    get(
        cache,
        (key, context) -> {
          assertSeesNothing(context);
          return "v2";
        });
  }

  @Test
  void load_staleValueCannotBeDecoded_seesNone() {
    AsideCache<String, String> old = p.cache(b -> b.ttl(TTL).staleIfError(WINDOW));
    p.settle(old.async().get("42", key -> "old form"));
    fleet.time.advance(TTL);
    Codec<String> other =
        new Codec<>() {
          @Override
          public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
          }

          @Override
          public String decode(byte[] bytes) {
            throw new IllegalStateException("another form");
          }
        };
    AsideCache<String, String> next =
        q.caches
            .builder("user", String.class, other)
            .ttlJitter(0)
            .ttl(TTL)
            .staleIfError(WINDOW)
            .noLocal()
            .build();

    q.settle(
        next.async()
            .get(
                "42",
                (key, context) -> {
                  loads.incrementAndGet();
                  assertNull(context.staleValue());
                  return "new form";
                }));

    assertEquals(1, loads.get());
  }

  // Not modified

  @Test
  void notModified_isFreshAgainWithoutBeingEncoded() {
    AsideCache<String, String> cache = cache(b -> b.staleIfError(WINDOW));
    get(
        cache,
        (key, context) -> {
          context.validator("\"e1\"");
          return "v1";
        });
    byte[] before = rawBytes(cache);

    fleet.time.advance(TTL);
    assertEquals("v1", get(cache, (key, context) -> context.notModified()));

    assertEquals(1, encoded.get(), "the stored bytes are kept");
    assertArrayEquals(before, rawBytes(cache));
    fleet.time.advance(TTL.minusMillis(1));
    assertEquals("v1", get(cache, (key, context) -> "v2"), "fresh for a whole TTL");
    fleet.time.advance(Duration.ofMillis(1));
    get(
        cache,
        (key, context) -> {
          assertEquals("\"e1\"", context.staleValidator(), "kept");
          assertEquals(TTL, context.staleAge(), "counted from the confirmation");
          context.validator("\"e2\"");
          return context.notModified();
        });
    fleet.time.advance(TTL);
    get(
        cache,
        (key, context) -> {
          assertEquals("\"e2\"", context.staleValidator(), "replaced");
          return "v2";
        });
  }

  @Test
  void notModified_keepsTagsAndVersion() {
    AsideCache<String, String> cache = cache(b -> b.staleIfError(WINDOW));
    get(
        cache,
        (key, context) -> {
          context.tags("a", "b");
          context.version(7);
          return "v1";
        });
    fleet.time.advance(TTL);
    get(cache, (key, context) -> context.notModified());

    fleet.time.advance(TTL);
    get(
        cache,
        (key, context) -> {
          assertEquals(7, context.staleVersion());
          return context.notModified();
        });
    p.settle(cache.async().put("42", "v0", EntryOptions.defaults().version(6)));
    assertEquals("v1", p.settle(cache.async().peek("42")), "never backwards");

    p.settle(cache.async().invalidateTag("b"));
    assertNull(p.settle(cache.async().peek("42")), "still one of the tag's");
  }

  @Test
  void notModified_tagsAreSaidAnew_thoseCount() {
    AsideCache<String, String> cache = cache(b -> b.staleIfError(WINDOW));
    get(
        cache,
        (key, context) -> {
          context.tags("a");
          return "v1";
        });
    fleet.time.advance(TTL);
    get(
        cache,
        (key, context) -> {
          context.tags("b");
          return context.notModified();
        });

    p.settle(cache.async().invalidateTag("a"));
    assertEquals("v1", p.settle(cache.async().peek("42")));
    p.settle(cache.async().invalidateTag("b"));
    assertNull(p.settle(cache.async().peek("42")));
  }

  @Test
  void notModified_nothingIsThere_isTheLoadersError() {
    AsideCache<String, String> cache = cache(b -> b);

    Throwable failure = p.failure(cache.async().get("42", (key, context) -> context.notModified()));

    assertInstanceOf(IllegalStateException.class, Fleet.cause(failure));
  }

  // What a loader says

  @Test
  void ttl_isUsedAsItIs() {
    AsideCache<String, String> cache = cache(b -> b.ttlJitter(0.5));
    get(
        cache,
        (key, context) -> {
          context.ttl(Duration.ofSeconds(3));
          return "v1";
        });

    fleet.time.advance(Duration.ofMillis(2_999));
    assertEquals("v1", get(cache, (key, context) -> "v2"));
    fleet.time.advance(Duration.ofMillis(1));
    assertEquals("v2", get(cache, (key, context) -> "v2"));
  }

  @Test
  void version_older_isNotStoredOverANewerOne() {
    AsideCache<String, String> cache = cache(b -> b.staleIfError(WINDOW));
    p.settle(cache.async().put("42", "v5", EntryOptions.defaults().version(5)));
    fleet.time.advance(TTL);

    String loaded =
        get(
            cache,
            (key, context) -> {
              context.version(4);
              return "v4";
            });

    assertEquals("v4", loaded, "its caller gets it");
    assertEquals(1, cache.stats().refusedOlder());
    assertNull(p.settle(cache.async().peek("42")), "v5, whose time is over, is still there");
  }

  @Test
  void tags_takeThePlaceOfTheCaches() {
    AsideCache<String, String> cache = cache(b -> b.tags((key, value) -> Set.of("all")));
    get(
        cache,
        (key, context) -> {
          context.tags("one", "two");
          return "v1";
        });

    p.settle(cache.async().invalidateTag("all"));
    assertEquals("v1", p.settle(cache.async().peek("42")));
    p.settle(cache.async().invalidateTag("two"));
    assertNull(p.settle(cache.async().peek("42")));
  }

  @Test
  void doNotStore_isReturnedAndAskedForAgain() {
    AsideCache<String, String> cache = cache(b -> b);
    ContextLoader<String, String> loader =
        (key, context) -> {
          context.doNotStore();
          return "v" + loads.get();
        };

    assertEquals("v1", get(cache, loader));
    assertEquals("v2", get(cache, loader));
    assertNull(q.settle(q.cache().async().peek("42")));
    assertEquals(Explanation.Remote.NOTHING, p.settle(cache.async().explain("42")).remote());
  }

  @Test
  void absent_isRememberedForItsOwnTime() {
    AsideCache<String, String> cache = cache(b -> b.absentTtl(Duration.ofSeconds(5)));
    ContextLoader<String, String> nobody = (key, context) -> context.absent(Duration.ofMinutes(1));

    assertNull(get(cache, nobody));
    fleet.time.advance(Duration.ofMillis(59_999));
    assertNull(get(cache, nobody));
    assertEquals(1, loads.get());
    fleet.time.advance(Duration.ofMillis(1));
    assertNull(get(cache, nobody));

    assertEquals(2, loads.get());
  }

  @Test
  void absent_forNoTime_isAskedForAgain() {
    AsideCache<String, String> cache = cache(b -> b);
    ContextLoader<String, String> nobody = (key, context) -> context.absent(Duration.ZERO);

    assertNull(get(cache, nobody));
    assertNull(get(cache, nobody));

    assertEquals(2, loads.get());
  }

  @Test
  void absent_absentTtlIsOff_isRememberedAllTheSame() {
    AsideCache<String, String> cache = cache(b -> b.absentTtl(Duration.ZERO));

    assertNull(get(cache, (key, context) -> context.absent(Duration.ofMinutes(1))));
    assertNull(get(cache, (key, context) -> "v2"));

    assertEquals(1, loads.get());
  }

  @Test
  void absent_layoutHasNoPlaceForIt_isAskedForAgain() {
    AsideCache<String, String> cache = p.cache(b -> b.layout(Layout.PLAIN));

    assertNull(get(cache, (key, context) -> context.absent(Duration.ofMinutes(1))));
    assertEquals("v2", get(cache, (key, context) -> "v2"));

    assertEquals(2, loads.get());
    assertEquals("v2", q.settle(q.cache(b -> b.layout(Layout.PLAIN)).async().peek("42")));
  }

  @Test
  void outsideTheLimits_isTheLoadersError() {
    AsideCache<String, String> cache = cache(b -> b);
    List<ContextLoader<String, String>> wrong =
        List.of(
            said(context -> context.ttl(Duration.ZERO)),
            said(context -> context.ttl(Duration.ofDays(31))),
            said(context -> context.version(-1)),
            said(context -> context.version((1L << 53) + 1)),
            said(context -> context.validator("x".repeat(1_025))),
            said(context -> context.tags("")),
            said(context -> context.tags("x".repeat(1_025))),
            said(context -> context.tags(new String[] {"a", "b".repeat(2_000)})),
            said(context -> context.absent(Duration.ofDays(2))));

    for (ContextLoader<String, String> loader : wrong) {
      Throwable failure = p.failure(cache.async().get("42", loader));

      assertInstanceOf(LoadException.class, failure);
      Throwable cause = assertInstanceOf(IllegalArgumentException.class, Fleet.cause(failure));
      assertTrue(String.valueOf(cause.getMessage()).contains("(expected: "), cause.getMessage());
    }
  }

  @Test
  void contextLoader_ofTheCache_servesSingleKeysAndBatches() {
    AsideCache<String, String> cache =
        cache(
            b ->
                b.contextLoader(
                    (key, context) -> {
                      context.ttl(Duration.ofSeconds(3));
                      return key + "#" + loads.incrementAndGet();
                    }));

    assertEquals("a#1", p.settle(cache.async().get("a")));
    assertEquals(
        List.of("a#1", "b#2"),
        List.copyOf(p.settle(cache.async().getAll(List.of("a", "b"))).values()));
    fleet.time.advance(Duration.ofSeconds(3));
    assertEquals("b#3", p.settle(cache.async().get("b")));
  }

  /** Without L1 and with {@link #TTL}; counts what is encoded. */
  private AsideCache<String, String> cache(UnaryOperator<CacheBuilder<String, String>> settings) {
    Codec<String> utf8 = Codec.utf8();
    Codec<String> counting =
        new Codec<>() {
          @Override
          public byte[] encode(String value) {
            encoded.incrementAndGet();
            return utf8.encode(value);
          }

          @Override
          public String decode(byte[] bytes) {
            return utf8.decode(bytes);
          }
        };
    return settings
        .apply(p.caches.builder("user", String.class, counting).ttlJitter(0).ttl(TTL).noLocal())
        .build();
  }

  /** Reads key 42 and counts whether it was loaded. */
  private @Nullable String get(
      AsideCache<String, String> cache, ContextLoader<String, String> loader) {
    return p.settle(
        cache
            .async()
            .get(
                "42",
                (String key, LoadContext<String> context) -> {
                  loads.incrementAndGet();
                  return loader.load(key, context);
                }));
  }

  /** A loader that says something of its value. */
  private static ContextLoader<String, String> said(Consumer<LoadContext<String>> what) {
    return (key, context) -> {
      what.accept(context);
      return "v1";
    };
  }

  private static void assertSeesNothing(LoadContext<String> context) {
    assertNull(context.staleValue());
    assertNull(context.staleAge());
    assertNull(context.staleValidator());
    assertEquals(0, context.staleVersion());
  }

  private byte[] rawBytes(AsideCache<String, String> cache) {
    return Objects.requireNonNull(cache.raw().peek("42"));
  }
}
