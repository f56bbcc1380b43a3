package dev.aside.cache;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Loader} that sees the value it replaces and has a say in how the new one is kept. Runs
 * where a {@code Loader} runs.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface ContextLoader<K, V> {

  /**
   * The value of {@code key}; null if the source has no such key.
   *
   * @param context of this load; not to be used after it
   * @throws Exception goes to the callers as the cause of a {@link dev.aside.LoadException}
   */
  @Nullable V load(K key, LoadContext<V> context) throws Exception;
}
