package dev.aside.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what one cache does, for metrics and logs of your own. Each method does nothing unless it
 * is overridden.
 *
 * <p>Hits in L1 are told on the caller's thread, before the value is returned: be quick. All else
 * is told on the executor for user code, one after the other; when more than {@value #MAX_WAITING}
 * are waiting, further ones are dropped. What a listener throws is logged once and does not disturb
 * the cache. Keys may identify people: think before you log them.
 *
 * @param <K> the type of the keys
 */
public interface CacheListener<K> {
  /** Events that may wait to be told. */
  int MAX_WAITING = 10_000;

  /** An answer was found in this level. */
  default void hit(RawAnswer.Source level, K key) {}

  /** A value whose time was over was served. */
  default void staleServed(K key) {}

  /**
   * A call of a loader has ended.
   *
   * @param keys how many it was for
   * @param failure null: it went well
   */
  default void loaded(int keys, Duration took, @Nullable Throwable failure) {}

  /**
   * A loaded value was not stored.
   *
   * @param why a short word, the same for the same cause: {@code absent}, {@code lost}, {@code
   *     older}, {@code writing}, {@code contended}
   */
  default void refused(K key, String why) {}

  /** The shared level did not do its work; the cache goes on without. */
  default void degraded(String what, Throwable cause) {}

  /** The shared level is back. */
  default void recovered() {}

  /** Keys or tags were invalidated by this process. */
  default void invalidated(int count) {}
}
