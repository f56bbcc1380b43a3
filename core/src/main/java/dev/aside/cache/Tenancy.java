package dev.aside.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Stands between what users see of a cache of many tenants, plain keys, and its engine, where each
 * key has its tenant: so no copy, flight or entry of one is ever another's. Thread-safe.
 */
final class Tenancy<K, V> {
  private final TenantScope scope;

  Tenancy(TenantScope scope) {
    this.scope = scope;
  }

  /** The settings of the engine. */
  KeyedSettings<TenantKey<K>, V> settings(KeyedSettings<K, V> own) {
    return new KeyedSettings<>(
        KeyType.ofTenants(own.keyType()),
        (own.loader() == null) ? null : oneByOne(own.loader()),
        (own.contextLoader() == null) ? null : contextual(own.contextLoader()),
        (own.batchLoader() == null) ? null : batched(own.batchLoader()),
        (own.tagger() == null) ? null : tagger(own.tagger()),
        (own.listener() == null) ? null : new TenantListener<>(own.listener()));
  }

  // Keys

  private String tenant() {
    String tenant = scope.current();
    if (tenant == null || tenant.isEmpty()) {
      throw new IllegalStateException(
          "tenant: none (expected: one on whose behalf the cache is called)");
    }
    return tenant;
  }

  TenantKey<K> key(K key) {
    return new TenantKey<>(tenant(), Objects.requireNonNull(key, "key"));
  }

  List<TenantKey<K>> keys(Collection<? extends K> keys) {
    String tenant = tenant();
    List<TenantKey<K>> own = new ArrayList<>(keys.size());
    keys.forEach(key -> own.add(new TenantKey<>(tenant, Objects.requireNonNull(key, "key"))));
    return own;
  }

  <X> Map<TenantKey<K>, X> keyed(Map<? extends K, ? extends X> values) {
    String tenant = tenant();
    Map<TenantKey<K>, X> keyed = new LinkedHashMap<>();
    values.forEach(
        (key, value) ->
            keyed.put(new TenantKey<>(tenant, Objects.requireNonNull(key, "key")), value));
    return keyed;
  }

  /** Without the tenants, in the same order. */
  static <K, X> Map<K, X> plain(Map<TenantKey<K>, X> keyed) {
    Map<K, X> plain = new LinkedHashMap<>();
    keyed.forEach((key, value) -> plain.put(key.key(), value));
    return plain;
  }

  // The users' functions

  Loader<TenantKey<K>, V> oneByOne(Loader<? super K, ? extends V> loader) {
    return key -> scope.<@Nullable V>callAs(key.tenant(), () -> loader.load(key.key()));
  }

  ContextLoader<TenantKey<K>, V> contextual(ContextLoader<? super K, V> loader) {
    return (key, context) ->
        scope.<@Nullable V>callAs(key.tenant(), () -> loader.load(key.key(), context));
  }

  /** The keys of one call are all of one tenant, as they come from one caller. */
  BatchLoader<TenantKey<K>, V> batched(BatchLoader<K, V> loader) {
    return keys -> {
      String tenant = keys.iterator().next().tenant();
      Set<K> plain = new LinkedHashSet<>();
      for (TenantKey<K> key : keys) {
        if (!key.tenant().equals(tenant)) {
          throw new IllegalStateException("keys: of two tenants (expected: of one)");
        }
        plain.add(key.key());
      }
      try {
        return of(tenant, scope.callAs(tenant, () -> loader.loadAll(plain)));
      } catch (PartialLoadException some) {
        throw new PartialLoadException(of(tenant, some.values()), of(tenant, some.failures()));
      }
    };
  }

  private static <K, X> Map<TenantKey<K>, X> of(
      String tenant, Map<? extends K, ? extends X> plain) {
    Map<TenantKey<K>, X> keyed = new LinkedHashMap<>();
    plain.forEach((key, value) -> keyed.put(new TenantKey<>(tenant, key), value));
    return keyed;
  }

  private BiFunction<TenantKey<K>, V, Set<String>> tagger(BiFunction<K, V, Set<String>> tagger) {
    return (key, value) -> call(key.tenant(), () -> tagger.apply(key.key(), value));
  }

  private <T> T call(String tenant, Callable<T> function) {
    try {
      return scope.callAs(tenant, function);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // the scope's own
      throw new IllegalStateException("callAs failed", e);
    }
  }
}
