package dev.aside.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A cache of many tenants, for callers that do not wait: each call is its tenant's. Thread-safe.
 */
final class TenantAsync<K, V> implements AsyncAsideCache<K, V> {
  private final AsyncAsideCache<TenantKey<K>, V> cache;
  private final Tenancy<K, V> tenancy;

  TenantAsync(AsyncAsideCache<TenantKey<K>, V> cache, Tenancy<K, V> tenancy) {
    this.cache = cache;
    this.tenancy = tenancy;
  }

  @Override
  public CompletionStage<@Nullable V> get(K key) {
    return cache.get(tenancy.key(key));
  }

  @Override
  public CompletionStage<@Nullable V> get(K key, Loader<? super K, ? extends V> loader) {
    return cache.get(tenancy.key(key), tenancy.oneByOne(loader));
  }

  @Override
  public CompletionStage<@Nullable V> get(K key, ContextLoader<? super K, V> loader) {
    return cache.get(tenancy.key(key), tenancy.contextual(loader));
  }

  @Override
  public CompletionStage<@Nullable V> get(
      K key, Loader<? super K, ? extends V> loader, Freshness freshness) {
    return cache.get(tenancy.key(key), tenancy.oneByOne(loader), freshness);
  }

  @Override
  public CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys) {
    return plain(cache.getAll(tenancy.keys(keys)));
  }

  @Override
  public CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys, BatchLoader<K, V> loader) {
    return plain(cache.getAll(tenancy.keys(keys), tenancy.batched(loader)));
  }

  @Override
  public CompletionStage<Map<K, Outcome<V>>> getAllOutcomes(
      Collection<? extends K> keys, BatchLoader<K, V> loader) {
    return plain(cache.getAllOutcomes(tenancy.keys(keys), tenancy.batched(loader)));
  }

  /** Cancelling the one cancels the other. */
  private static <K, X> CompletionStage<Map<K, X>> plain(
      CompletionStage<Map<TenantKey<K>, X>> keyed) {
    CompletableFuture<Map<TenantKey<K>, X>> seat = keyed.toCompletableFuture();
    return Seats.after(seat, seat.thenApply(Tenancy::plain));
  }

  @Override
  public CompletionStage<@Nullable V> peek(K key) {
    return cache.peek(tenancy.key(key));
  }

  @Override
  public CompletionStage<Explanation> explain(K key) {
    return cache.explain(tenancy.key(key));
  }

  @Override
  public CompletionStage<@Nullable Void> put(K key, V value) {
    return cache.put(tenancy.key(key), value);
  }

  @Override
  public CompletionStage<@Nullable Void> put(K key, V value, EntryOptions options) {
    return cache.put(tenancy.key(key), value, options);
  }

  @Override
  public CompletionStage<@Nullable Void> putAll(Map<? extends K, ? extends V> values) {
    return cache.putAll(tenancy.<V>keyed(values));
  }

  @Override
  public <T extends @Nullable Object> CompletionStage<T> write(
      Collection<? extends K> keys, Callable<? extends CompletionStage<T>> transaction) {
    return cache.write(tenancy.keys(keys), transaction);
  }

  @Override
  public CompletionStage<@Nullable Void> invalidate(K key) {
    return cache.invalidate(tenancy.key(key));
  }

  @Override
  public CompletionStage<@Nullable Void> invalidateAll(Collection<? extends K> keys) {
    return cache.invalidateAll(tenancy.keys(keys));
  }

  @Override
  public CompletionStage<@Nullable Void> invalidate(K key, Invalidation how) {
    return cache.invalidate(tenancy.key(key), how);
  }

  @Override
  public CompletionStage<@Nullable Void> invalidateAll(
      Collection<? extends K> keys, Invalidation how) {
    return cache.invalidateAll(tenancy.keys(keys), how);
  }

  @Override
  public CompletionStage<@Nullable Void> invalidateTag(String tag) {
    return cache.invalidateTag(tag);
  }

  @Override
  public CompletionStage<@Nullable Void> invalidateTags(Collection<String> tags) {
    return cache.invalidateTags(tags);
  }

  @Override
  public CompletionStage<@Nullable Void> clear() {
    return cache.clear();
  }
}
