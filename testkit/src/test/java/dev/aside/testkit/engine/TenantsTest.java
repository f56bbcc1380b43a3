package dev.aside.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.CacheListener;
import dev.aside.cache.Freshness;
import dev.aside.cache.Invalidation;
import dev.aside.cache.LocalOptions;
import dev.aside.cache.PartialLoadException;
import dev.aside.cache.RawAnswer;
import dev.aside.cache.TenantScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A cache of many tenants serves each its own, at every level and in every way. */
final class TenantsTest {
  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final List<String> loaded = new ArrayList<>();
  private @Nullable String caller = "acme";

  /** For whom loaders run. */
  private @Nullable String working;

  private final TenantScope scope =
      new TenantScope() {
        @Override
        public @Nullable String current() {
          return caller;
        }

        @Override
        public <T extends @Nullable Object> T callAs(String tenant, Callable<T> load)
            throws Exception {
          working = tenant;
          try {
            return load.call();
          } finally {
            working = null;
          }
        }
      };

  private String load(String key) {
    loaded.add(working + "/" + key);
    return working + "'s " + key;
  }

  private Map<String, String> loadAll(Set<String> keys) {
    Map<String, String> values = new LinkedHashMap<>();
    keys.forEach(key -> values.put(key, load(key)));
    return values;
  }

  private AsideCache<String, String> cache(
      Fleet.Process process, UnaryOperator<CacheBuilder<String, String>> settings) {
    return process.cache(b -> settings.apply(b.local(LocalOptions.defaults()).tenantScoped(scope)));
  }

  private AsideCache<String, String> cache() {
    return cache(p, b -> b.loader(this::load));
  }

  @Test
  void get_twoTenants_eachGetsItsOwnFromEveryLevel() {
    AsideCache<String, String> here = cache();
    AsideCache<String, String> there = cache(q, b -> b.loader(this::load));
    for (String tenant : List.of("acme", "globex", "acme", "globex")) {
      caller = tenant;
      assertEquals(tenant + "'s 42", p.settle(here.async().get("42")));
      assertEquals(tenant + "'s 42", here.get("42"), "from the copy");
      assertEquals(tenant + "'s 42", q.settle(there.async().get("42")), "from the server");
    }

    assertEquals(List.of("acme/42", "globex/42"), loaded);
    assertNotNull(stored("user:acme:42"));
    assertNotNull(stored("user:globex:42"));
  }

  @Test
  void get_bothTenantsAtOnce_shareNoLoad() {
    AsideCache<String, String> cache = cache();
    CompletionStage<@Nullable String> acme = cache.async().get("42");
    caller = "globex";
    CompletionStage<@Nullable String> globex = cache.async().get("42");

    assertEquals("acme's 42", p.settle(acme));
    assertEquals("globex's 42", p.settle(globex));
  }

  @Test
  void anyCall_withoutATenant_failsAndReachesNobody() {
    AsideCache<String, String> cache = cache();
    for (String nobody : new String[] {null, ""}) {
      caller = nobody;
      assertThrows(IllegalStateException.class, () -> cache.get("42"));
      assertThrows(IllegalStateException.class, () -> cache.getAll(List.of("42")));
      assertThrows(IllegalStateException.class, () -> cache.peek("42"));
      assertThrows(IllegalStateException.class, () -> cache.put("42", "v"));
      assertThrows(IllegalStateException.class, () -> cache.putAll(Map.of("42", "v")));
      assertThrows(IllegalStateException.class, () -> cache.invalidate("42"));
      assertThrows(IllegalStateException.class, () -> cache.write(List.of("42"), () -> 1));
      assertThrows(IllegalStateException.class, () -> cache.explain("42"));
      assertThrows(IllegalStateException.class, () -> cache.raw().get("42"));
      assertThrows(IllegalStateException.class, () -> cache.async().get("42"));
      IllegalStateException error =
          assertThrows(IllegalStateException.class, () -> cache.raw().answer("42"));
      assertEquals(
          "tenant: none (expected: one on whose behalf the cache is called)", error.getMessage());
    }
    assertEquals(List.of(), loaded);
  }

  @Test
  void get_everyKindOfLoader_runsForItsTenant() {
    AsideCache<String, String> cache = cache(p, b -> b.contextLoader((key, context) -> load(key)));
    assertEquals("acme's 1", p.settle(cache.async().get("1")));
    assertEquals("acme's 2", p.settle(cache.async().get("2", this::load)));
    assertEquals("acme's 3", p.settle(cache.async().get("3", (key, context) -> load(key))));
    assertEquals("acme's 4", p.settle(cache.async().get("4", this::load, Freshness.STRICT)));
    assertEquals(
        Map.of("5", "acme's 5", "6", "acme's 6"),
        p.settle(cache.async().getAll(List.of("5", "6"), this::loadAll)));
    assertEquals(Map.of("7", "acme's 7"), p.settle(cache.async().getAll(List.of("7"))));
  }

  @Test
  void getAll_someOfThemFail_theOthersAreTheTenants() {
    AsideCache<String, String> cache = cache();
    var outcomes =
        p.settle(
            cache
                .async()
                .getAllOutcomes(
                    List.of("1", "2"),
                    keys -> {
                      throw new PartialLoadException(
                          Map.of("1", "one"), Map.of("2", new IllegalStateException("no")));
                    }));

    assertEquals("one", present(outcomes.get("1")).value());
    assertInstanceOf(LoadException.class, present(outcomes.get("2")).failure());
  }

  @Test
  void invalidate_oneTenants_isNotTheOthers() {
    AsideCache<String, String> cache = cache();
    for (String tenant : List.of("acme", "globex")) {
      caller = tenant;
      p.settle(cache.async().put("42", tenant + "'s put"));
    }

    p.settle(cache.async().invalidate("42"));
    p.settle(cache.async().invalidateAll(List.of("42"), Invalidation.HARD));

    assertNull(p.settle(cache.async().peek("42")));
    caller = "acme";
    assertEquals("acme's put", p.settle(cache.async().peek("42")));
  }

  @Test
  void invalidate_elsewhere_isSeenHere() {
    AsideCache<String, String> here = cache();
    p.settle(here.async().get("42"));
    q.settle(cache(q, b -> b).async().invalidate("42"));

    p.settle(here.async().get("42"));
    assertEquals(2, loaded.size());
  }

  @Test
  void tags_andClear_areOfAllTenants() {
    AsideCache<String, String> cache =
        cache(p, b -> b.loader(this::load).tags((key, value) -> Set.of("all", working + "")));
    for (String tenant : List.of("acme", "globex")) {
      caller = tenant;
      p.settle(cache.async().get("1"));
    }

    p.settle(cache.async().invalidateTag("acme"));
    assertNotNull(p.settle(cache.async().peek("1")), "globex's");
    caller = "acme";
    assertNull(p.settle(cache.async().peek("1")));
    p.settle(cache.async().clear());
    caller = "globex";
    assertNull(p.settle(cache.async().peek("1")));
  }

  @Test
  void raw_twoTenants_eachGetsItsOwn() {
    AsideCache<String, String> cache = cache();
    RawAnswer acme = p.settle(cache.raw().answer("42"));
    caller = "globex";
    RawAnswer globex = Fleet.join(runAll(cache.raw().answerAll(List.of("42")))).get("42");

    assertEquals("acme's 42", text(acme));
    assertEquals("globex's 42", text(globex));
    assertEquals("globex's 42", new String(present(cache.raw().get("42")), UTF_8));
  }

  @Test
  void hashKeys_hidesTheTenantToo() {
    AsideCache<String, String> cache = cache(p, b -> b.loader(this::load).hashKeys(new byte[32]));
    for (String tenant : List.of("acme", "globex", "acme")) {
      caller = tenant;
      assertEquals(tenant + "'s 42", p.settle(cache.async().get("42")));
    }

    assertEquals(2, loaded.size());
    assertNull(stored("user:acme:42"));
  }

  @Test
  void listener_hears_plainKeys() {
    List<String> heard = new ArrayList<>();
    AsideCache<String, String> cache =
        cache(
            p,
            b ->
                b.loader(this::load)
                    .listener(
                        new CacheListener<String>() {
                          @Override
                          public void hit(RawAnswer.Source level, String key) {
                            heard.add(level + " " + key);
                          }
                        }));
    p.settle(cache.async().get("42"));
    p.settle(cache.async().get("42"));
    p.run();

    assertEquals(List.of("LOCAL 42"), heard);
  }

  @Test
  void write_oneTenants_isProtectedForItAlone() {
    AsideCache<String, String> cache = cache();
    p.settle(cache.async().get("42"));
    CompletableFuture<String> commit = new CompletableFuture<>();
    CompletionStage<String> write = cache.async().write(List.of("42"), () -> commit);
    p.run();

    assertNull(p.settle(cache.async().peek("42")));
    commit.complete("done");
    assertEquals("done", p.settle(write));
  }

  private <T> CompletionStage<T> runAll(CompletionStage<T> stage) {
    p.run();
    return stage;
  }

  private static String text(@Nullable RawAnswer answer) {
    return new String(present(present(answer).bytes()), UTF_8);
  }

  private static <T> T present(@Nullable T value) {
    assertNotNull(value);
    return value;
  }

  private byte @Nullable [] stored(String name) {
    return Fleet.join(fleet.shared.store().get(name.getBytes(StandardCharsets.US_ASCII)));
  }
}
