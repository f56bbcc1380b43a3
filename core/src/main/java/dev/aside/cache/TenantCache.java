package dev.aside.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A cache of many tenants, for callers that wait: each call is its tenant's. Thread-safe. */
final class TenantCache<K, V> implements AsideCache<K, V> {
  private final AsideCache<TenantKey<K>, V> cache;
  private final Tenancy<K, V> tenancy;
  private final AsyncAsideCache<K, V> async;
  private final RawView<K> raw;

  TenantCache(AsideCache<TenantKey<K>, V> cache, Tenancy<K, V> tenancy) {
    this.cache = cache;
    this.tenancy = tenancy;
    this.async = new TenantAsync<>(cache.async(), tenancy);
    this.raw = new TenantRaw<>(cache.raw(), tenancy);
  }

  @Override
  public @Nullable V get(K key) {
    return cache.get(tenancy.key(key));
  }

  @Override
  public @Nullable V get(K key, Loader<? super K, ? extends V> loader) {
    return cache.get(tenancy.key(key), tenancy.oneByOne(loader));
  }

  @Override
  public @Nullable V get(K key, ContextLoader<? super K, V> loader) {
    return cache.get(tenancy.key(key), tenancy.contextual(loader));
  }

  @Override
  public @Nullable V get(K key, Loader<? super K, ? extends V> loader, Freshness freshness) {
    return cache.get(tenancy.key(key), tenancy.oneByOne(loader), freshness);
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys) {
    return Tenancy.plain(cache.getAll(tenancy.keys(keys)));
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys, BatchLoader<K, V> loader) {
    return Tenancy.plain(cache.getAll(tenancy.keys(keys), tenancy.batched(loader)));
  }

  @Override
  public Map<K, Outcome<V>> getAllOutcomes(Collection<? extends K> keys, BatchLoader<K, V> loader) {
    return Tenancy.plain(cache.getAllOutcomes(tenancy.keys(keys), tenancy.batched(loader)));
  }

  @Override
  public @Nullable V peek(K key) {
    return cache.peek(tenancy.key(key));
  }

  @Override
  public void put(K key, V value) {
    cache.put(tenancy.key(key), value);
  }

  @Override
  public void put(K key, V value, EntryOptions options) {
    cache.put(tenancy.key(key), value, options);
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> values) {
    cache.putAll(tenancy.<V>keyed(values));
  }

  @Override
  public void invalidate(K key) {
    cache.invalidate(tenancy.key(key));
  }

  @Override
  public void invalidateAll(Collection<? extends K> keys) {
    cache.invalidateAll(tenancy.keys(keys));
  }

  @Override
  public void invalidate(K key, Invalidation how) {
    cache.invalidate(tenancy.key(key), how);
  }

  @Override
  public void invalidateAll(Collection<? extends K> keys, Invalidation how) {
    cache.invalidateAll(tenancy.keys(keys), how);
  }

  @Override
  public void invalidateTag(String tag) {
    cache.invalidateTag(tag);
  }

  @Override
  public void invalidateTags(Collection<String> tags) {
    cache.invalidateTags(tags);
  }

  @Override
  public void clear() {
    cache.clear();
  }

  @Override
  public <T extends @Nullable Object> T write(
      Collection<? extends K> keys, Callable<? extends T> transaction) throws Exception {
    return cache.write(tenancy.keys(keys), transaction);
  }

  @Override
  public RawView<K> raw() {
    return raw;
  }

  @Override
  public AsyncAsideCache<K, V> async() {
    return async;
  }

  @Override
  public Explanation explain(K key) {
    return cache.explain(tenancy.key(key));
  }

  @Override
  public CacheStats stats() {
    return cache.stats();
  }

  @Override
  public String name() {
    return cache.name();
  }

  @Override
  public void close() {
    cache.close();
  }
}
