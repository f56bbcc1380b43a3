package dev.aside.cache;

import org.jspecify.annotations.Nullable;

/**
 * Loads the value of one key from the source of truth. Runs on a virtual thread where the JVM has
 * them, else on a pool of Aside's own; never under a lock and never on an I/O thread, so it may
 * block.
 */
@FunctionalInterface
public interface Loader<K, V> {

  /**
   * The value of {@code key}; null if the source has no such key. Whatever it throws reaches every
   * waiting caller as the cause of a {@link dev.aside.LoadException}.
   */
  @Nullable V load(K key) throws Exception;
}
