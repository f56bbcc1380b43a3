package dev.aside.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link AsideCache} without waiting: each method returns at once, and its stage ends as the method
 * of the same name there would. Argument errors are thrown, not put into the stage. Stages complete
 * on a thread of Aside's pool, or on the caller's when the answer was at hand. Thread-safe.
 *
 * <p>A stage can be cancelled through its {@code toCompletableFuture()}: that caller leaves. A load
 * goes on as long as anybody waits for it; when the last caller has left, it is interrupted.
 */
public interface AsyncAsideCache<K, V> {

  /** See {@link AsideCache#get(Object)}. */
  CompletionStage<@Nullable V> get(K key);

  /** See {@link AsideCache#get(Object, Loader)}. */
  CompletionStage<@Nullable V> get(K key, Loader<? super K, ? extends V> loader);

  /** See {@link AsideCache#get(Object, ContextLoader)}. */
  CompletionStage<@Nullable V> get(K key, ContextLoader<? super K, V> loader);

  /** See {@link AsideCache#get(Object, Loader, Freshness)}. */
  CompletionStage<@Nullable V> get(
      K key, Loader<? super K, ? extends V> loader, Freshness freshness);

  /** See {@link AsideCache#getAll(Collection)}. */
  CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys);

  /** See {@link AsideCache#getAll(Collection, BatchLoader)}. */
  CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys, BatchLoader<K, V> loader);

  /** See {@link AsideCache#getAllOutcomes}. */
  CompletionStage<Map<K, Outcome<V>>> getAllOutcomes(
      Collection<? extends K> keys, BatchLoader<K, V> loader);

  /** See {@link AsideCache#peek(Object)}. */
  CompletionStage<@Nullable V> peek(K key);

  /** See {@link AsideCache#explain}. */
  CompletionStage<Explanation> explain(K key);

  /** See {@link AsideCache#put(Object, Object)}. */
  CompletionStage<@Nullable Void> put(K key, V value);

  /** See {@link AsideCache#put(Object, Object, EntryOptions)}. */
  CompletionStage<@Nullable Void> put(K key, V value, EntryOptions options);

  /**
   * See {@link AsideCache#write}: {@code transaction} is called on a thread of Aside's pool once
   * the intent is noted, and the write ends when the stage that it returned has ended.
   */
  <T extends @Nullable Object> CompletionStage<T> write(
      Collection<? extends K> keys, Callable<? extends CompletionStage<T>> transaction);

  /** See {@link AsideCache#invalidate(Object)}. */
  CompletionStage<@Nullable Void> invalidate(K key);

  /** See {@link AsideCache#invalidateAll(Collection)}. */
  CompletionStage<@Nullable Void> invalidateAll(Collection<? extends K> keys);

  /** See {@link AsideCache#invalidate(Object, Invalidation)}. */
  CompletionStage<@Nullable Void> invalidate(K key, Invalidation how);

  /** See {@link AsideCache#invalidateAll(Collection, Invalidation)}. */
  CompletionStage<@Nullable Void> invalidateAll(Collection<? extends K> keys, Invalidation how);

  /** See {@link AsideCache#putAll}. */
  CompletionStage<@Nullable Void> putAll(Map<? extends K, ? extends V> values);

  /** See {@link AsideCache#invalidateTag}. */
  CompletionStage<@Nullable Void> invalidateTag(String tag);

  /** See {@link AsideCache#invalidateTags}. */
  CompletionStage<@Nullable Void> invalidateTags(Collection<String> tags);

  /** See {@link AsideCache#clear}. */
  CompletionStage<@Nullable Void> clear();
}
