package dev.aside.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aside.spi.Coherence;
import dev.aside.spi.TimeSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The copies in this process (L1). A hit costs one clock read, the barrier, the shelf and one
 * Caffeine read. Thread-safe.
 *
 * <p>Caffeine only holds and bounds. What may be served: a copy on the shelf, while the barrier is
 * recent, whose tags have not changed. What may go in is decided under the entry's own lock, where
 * {@link #remove} takes its turn: a change first marks the reads that are under way and then
 * removes the copy, so that a late insert finds its read marked, and an early one is removed.
 *
 * <p>All copies lie on one shelf. {@link #clear}, also called at the end of an epoch, puts an empty
 * one in its place, and what was read before finds its way to the old one only.
 */
final class LocalTier<K, V> {
  /** Of the entries, one in so many may be an absence: unknown keys cannot push out values. */
  private static final int ENTRIES_PER_ABSENCE = 10;

  private final TimeSource time;
  private final Coherence coherence;
  private final @Nullable TagTable tags;
  private final LocalOptions options;
  private final Counters counters;
  private final long maxTtlNanos;
  private final long maxLagNanos;
  private volatile Shelf<K, V> shelf;

  /** Where copies lie. Values and absences do not compete for room. */
  static final class Shelf<K, V> {
    private final Cache<K, Copy<V>> values;
    private final Cache<K, Copy<V>> absences;
    private final NameIndex<K> digests = new NameIndex<>();

    private Shelf(long maxEntries) {
      values = bounded(maxEntries);
      absences = bounded(Math.max(1, maxEntries / ENTRIES_PER_ABSENCE));
    }

    private Cache<K, Copy<V>> bounded(long maxEntries) {
      return Caffeine.newBuilder()
          .maximumSize(maxEntries)
          .executor(Runnable::run)
          .<K, Copy<V>>removalListener((key, copy, cause) -> release(copy))
          .build();
    }

    private int digests(Cache<K, Copy<V>> copies) {
      copies.cleanUp();
      return (int) copies.asMap().values().stream().filter(copy -> copy.digest != null).count();
    }

    /** Called once for each copy that goes, however it goes. */
    private void release(@Nullable Copy<V> copy) {
      if (copy != null && copy.digest != null) {
        digests.release(copy.digest);
      }
    }

    private @Nullable Copy<V> find(K key) {
      Copy<V> copy = values.getIfPresent(key);
      return (copy == null) ? absences.getIfPresent(key) : copy;
    }
  }

  LocalTier(
      TimeSource time,
      Coherence coherence,
      LocalOptions options,
      @Nullable TagTable tags,
      Counters counters) {
    this.time = time;
    this.coherence = coherence;
    this.tags = tags;
    this.options = options;
    this.counters = counters;
    this.maxTtlNanos = options.ttl().toNanos();
    this.maxLagNanos = options.maxLag().toNanos();
    this.shelf = new Shelf<>(options.maxEntries());
  }

  @Nullable Answer<V> get(K key) {
    // Barrier first, copy second: a copy that is still here was not touched before the barrier.
    long barrier = coherence.barrierNanos();
    Copy<V> copy = shelf.find(key);
    if (copy == null) {
      return null;
    }
    long now = time.nanoTime();
    if (now - copy.expiresNanos >= 0) {
      expire(key, copy);
      return null;
    }
    if (!isTrusted(copy, now - barrier)) {
      counters.distrusted.increment();
      return null;
    }
    return copy;
  }

  private boolean isTrusted(Copy<V> copy, long lagNanos) {
    return lagNanos <= maxLagNanos
        && (copy.tags.isEmpty() || (tags != null && tags.areStill(copy.tags, copy.epoch)));
  }

  private void expire(K key, Copy<V> copy) {
    Shelf<K, V> current = shelf;
    current.values.asMap().remove(key, copy);
    current.absences.asMap().remove(key, copy);
  }

  /** What {@link #get} would do, and why. */
  Explanation.Local inspect(K key) {
    long barrier = coherence.barrierNanos();
    Copy<V> copy = shelf.find(key);
    if (copy == null) {
      return Explanation.Local.NONE;
    }
    long now = time.nanoTime();
    if (now - copy.expiresNanos >= 0) {
      return Explanation.Local.EXPIRED;
    }
    return isTrusted(copy, now - barrier)
        ? Explanation.Local.SERVED
        : Explanation.Local.NOT_TRUSTED;
  }

  /** Where a copy of what is about to be read may be put. To be taken before the epoch is. */
  Shelf<K, V> shelf() {
    return shelf;
  }

  /**
   * Keeps a copy for at most {@code ttlNanos} from now, unless {@code untouched} says no.
   *
   * @param on the shelf that was there before the value was read
   * @param epoch the one that was going on before the value was read
   * @param tagStamps of the value's tags, the root's not among them
   * @param digest the stored name, if there is no way back from it to the key; else null
   * @param untouched asked under the entry's lock; must be quick and touch nothing else
   */
  void put(
      Shelf<K, V> on,
      K key,
      Answer<V> answer,
      long epoch,
      long ttlNanos,
      Stamps tagStamps,
      byte @Nullable [] digest,
      BooleanSupplier untouched) {
    if (epoch == 0) {
      return;
    }
    long expires = time.nanoTime() + Math.min(ttlNanos, maxTtlNanos);
    Copy<V> copy = new Copy<>(answer, epoch, expires, tagStamps, digest);
    Cache<K, Copy<V>> target = answer.isAbsent() ? on.absences : on.values;
    Cache<K, Copy<V>> other = answer.isAbsent() ? on.values : on.absences;
    if (digest != null) {
      on.digests.hold(digest, key); // first: a change from here on must find the key
    }
    boolean[] kept = {false};
    target
        .asMap()
        .compute(
            key,
            (same, old) -> {
              kept[0] = untouched.getAsBoolean();
              return kept[0] ? copy : old;
            });
    if (!kept[0]) {
      on.release(copy);
    }
    other.invalidate(key);
  }

  /** The key of a copy whose stored name is {@code digest}; null if there is none. */
  @Nullable K keyOf(byte[] digest) {
    return shelf.digests.find(digest);
  }

  void remove(K key) {
    Shelf<K, V> current = shelf;
    current.values.invalidate(key);
    current.absences.invalidate(key);
  }

  /** Every copy is gone, and what was read before this does not come back. */
  void clear() {
    shelf = new Shelf<>(options.maxEntries());
  }

  long size() {
    Shelf<K, V> current = shelf;
    return current.values.estimatedSize() + current.absences.estimatedSize();
  }

  /** For tests, while nobody else is at work here: each digest is one of a copy. */
  void checkInvariants() {
    Shelf<K, V> current = shelf;
    int copies = current.digests(current.values) + current.digests(current.absences);
    if (current.digests.size() != copies) {
      throw new IllegalStateException(
          "digests: " + current.digests.size() + " (expected: one for each of " + copies + ")");
    }
  }
}
