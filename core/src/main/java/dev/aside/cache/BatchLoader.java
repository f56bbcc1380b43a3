package dev.aside.cache;

import java.util.Map;
import java.util.Set;

/** Loads many keys from the source of truth at once. Runs where a {@link Loader} runs. */
@FunctionalInterface
public interface BatchLoader<K, V> {

  /**
   * The values of {@code keys}; a key that is left out does not exist in the source. Keys that were
   * not asked for are ignored.
   *
   * @param keys at least one; not to be changed
   */
  Map<K, V> loadAll(Set<K> keys) throws Exception;
}
