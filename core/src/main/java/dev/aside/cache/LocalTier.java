package dev.aside.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aside.spi.TimeSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The copies in this process (L1). A hit costs one clock read and one Caffeine read. Thread-safe.
 *
 * <p>Caffeine only holds and bounds; what may go in is decided under the entry's own lock, where
 * {@link #remove} takes its turn: an invalidation first ends the flight and then removes the copy,
 * so that a late insert finds its flight ended, and an early one is removed.
 */
final class LocalTier<K, V> {
  private final TimeSource time;
  private final long maxTtlNanos;
  private final Cache<K, Copy<V>> copies;

  /** A copy and the time after which it must not be served. */
  private record Copy<V>(Answer<V> answer, long expiresNanos) {}

  LocalTier(TimeSource time, LocalOptions options) {
    this.time = time;
    this.maxTtlNanos = options.ttl().toNanos();
    this.copies =
        Caffeine.newBuilder().maximumSize(options.maxEntries()).executor(Runnable::run).build();
  }

  @Nullable Answer<V> get(K key) {
    Copy<V> copy = copies.getIfPresent(key);
    if (copy == null) {
      return null;
    }
    if (time.nanoTime() - copy.expiresNanos() >= 0) {
      copies.asMap().remove(key, copy);
      return null;
    }
    return copy.answer();
  }

  /**
   * Keeps a copy for at most {@code ttlNanos} from now, unless {@code stillValid} says no.
   *
   * @param stillValid asked under the entry's lock; must be quick and touch nothing else
   */
  void put(K key, Answer<V> answer, long ttlNanos, BooleanSupplier stillValid) {
    Copy<V> copy = new Copy<>(answer, time.nanoTime() + Math.min(ttlNanos, maxTtlNanos));
    copies.asMap().compute(key, (same, old) -> stillValid.getAsBoolean() ? copy : old);
  }

  void remove(K key) {
    copies.invalidate(key);
  }

  void clear() {
    copies.invalidateAll();
  }

  long size() {
    return copies.estimatedSize();
  }
}
