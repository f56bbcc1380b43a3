package dev.aside.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aside.spi.Coherence;
import dev.aside.spi.TimeSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The copies in this process (L1). A hit costs one clock read, the barrier, the epoch and one
 * Caffeine read. Thread-safe.
 *
 * <p>Caffeine only holds and bounds. What may be served: a copy of the epoch that is going on,
 * while the barrier is recent. What may go in is decided under the entry's own lock, where {@link
 * #remove} takes its turn: a change first marks the reads that are under way and then removes the
 * copy, so that a late insert finds its read marked, and an early one is removed.
 */
final class LocalTier<K, V> {
  private final TimeSource time;
  private final Coherence coherence;
  private final long maxTtlNanos;
  private final long maxLagNanos;
  private final Cache<K, Copy<V>> copies;

  /** A copy, the epoch it was made in, and the time after which it must not be served. */
  private record Copy<V>(Answer<V> answer, long epoch, long expiresNanos) {}

  LocalTier(TimeSource time, Coherence coherence, LocalOptions options) {
    this.time = time;
    this.coherence = coherence;
    this.maxTtlNanos = options.ttl().toNanos();
    this.maxLagNanos = options.maxLag().toNanos();
    this.copies =
        Caffeine.newBuilder().maximumSize(options.maxEntries()).executor(Runnable::run).build();
  }

  @Nullable Answer<V> get(K key) {
    // Barrier first, epoch second, copy third: then the barrier is not of a later epoch than the
    // copy's, and a copy that is still here was not touched before the barrier.
    long barrier = coherence.barrierNanos();
    long epoch = coherence.epoch();
    Copy<V> copy = copies.getIfPresent(key);
    if (copy == null) {
      return null;
    }
    long now = time.nanoTime();
    if (now - copy.expiresNanos() >= 0) {
      copies.asMap().remove(key, copy);
      return null;
    }
    return (copy.epoch() == epoch && now - barrier <= maxLagNanos) ? copy.answer() : null;
  }

  /** What {@link #get} would do, and why. */
  Explanation.Local inspect(K key) {
    long barrier = coherence.barrierNanos();
    long epoch = coherence.epoch();
    Copy<V> copy = copies.getIfPresent(key);
    if (copy == null) {
      return Explanation.Local.NONE;
    }
    long now = time.nanoTime();
    if (now - copy.expiresNanos() >= 0) {
      return Explanation.Local.EXPIRED;
    }
    return (copy.epoch() == epoch && now - barrier <= maxLagNanos)
        ? Explanation.Local.SERVED
        : Explanation.Local.NOT_TRUSTED;
  }

  /**
   * Keeps a copy for at most {@code ttlNanos} from now, unless {@code untouched} says no.
   *
   * @param epoch the one that was going on before the value was read
   * @param untouched asked under the entry's lock; must be quick and touch nothing else
   */
  void put(K key, Answer<V> answer, long epoch, long ttlNanos, BooleanSupplier untouched) {
    if (epoch == 0) {
      return;
    }
    Copy<V> copy = new Copy<>(answer, epoch, time.nanoTime() + Math.min(ttlNanos, maxTtlNanos));
    copies.asMap().compute(key, (same, old) -> untouched.getAsBoolean() ? copy : old);
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
