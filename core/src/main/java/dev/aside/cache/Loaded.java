package dev.aside.cache;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a source says of one key: the value, and what is particular about it. Immutable.
 *
 * @param value null: the source has no such key, or the load has failed
 * @param failure why there is no answer; null: there is one
 * @param ttl instead of the cache's, also of an absence; null: the cache's
 * @param tags instead of what the cache says; null: what it says
 * @param version of the value; null: what the cache says
 * @param validator for the next load to ask whether the value has changed; null: none
 * @param notModified whether the value is the stale one, confirmed
 * @param stored whether it may be stored
 */
record Loaded<V>(
    @Nullable V value,
    @Nullable Throwable failure,
    @Nullable Duration ttl,
    @Nullable Set<String> tags,
    @Nullable Long version,
    @Nullable String validator,
    boolean notModified,
    boolean stored) {

  /** Nothing particular; null: absent. */
  static <V> Loaded<V> of(@Nullable V value) {
    return new Loaded<>(value, null, null, null, null, null, false, true);
  }

  /** No answer for this key. */
  static <V> Loaded<V> failed(Throwable failure) {
    return new Loaded<>(null, failure, null, null, null, null, false, false);
  }
}
