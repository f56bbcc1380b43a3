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
 */
public interface AsyncAsideCache<K, V> {

  /** See {@link AsideCache#get(Object)}. */
  CompletionStage<@Nullable V> get(K key);

  /** See {@link AsideCache#get(Object, Loader)}. */
  CompletionStage<@Nullable V> get(K key, Loader<? super K, ? extends V> loader);

  /** See {@link AsideCache#get(Object, Loader, Freshness)}. */
  CompletionStage<@Nullable V> get(
      K key, Loader<? super K, ? extends V> loader, Freshness freshness);

  /** See {@link AsideCache#getAll(Collection)}. */
  CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys);

  /** See {@link AsideCache#getAll(Collection, BatchLoader)}. */
  CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys, BatchLoader<K, V> loader);

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
}
