package dev.aside.cache;

import java.time.Duration;

/**
 * The level in this process (L1): how many entries, and for how long a copy may live. Immutable.
 *
 * <p><b>Limitation of this version:</b> what <em>this</em> process writes or invalidates is seen by
 * its own L1 at once. What <em>another</em> process writes or invalidates is seen when the copy's
 * {@link #ttl} is over, so choose a TTL that you can bear; this is why L1 is off unless it is asked
 * for. Values are handed out as they are, not copied: cache immutable types.
 */
public final class LocalOptions {
  /** The largest number of entries that can be asked for. */
  public static final long MAX_ENTRIES = 100_000_000;

  private static final Duration MIN_TTL = Duration.ofMillis(1);
  private static final Duration MAX_TTL = Duration.ofMinutes(10);
  private static final LocalOptions DEFAULTS = new LocalOptions(10_000, Duration.ofSeconds(5));

  private final long maxEntries;
  private final Duration ttl;

  private LocalOptions(long maxEntries, Duration ttl) {
    this.maxEntries = maxEntries;
    this.ttl = ttl;
  }

  /** 10 000 entries, each for at most 5 seconds. */
  public static LocalOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Holds at most this many entries; the least useful go first.
   *
   * @throws IllegalArgumentException if it is outside 1 to {@link #MAX_ENTRIES}
   */
  public LocalOptions maxEntries(long maxEntries) {
    if (maxEntries < 1 || maxEntries > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "maxEntries: " + maxEntries + " (expected: 1 to " + MAX_ENTRIES + ")");
    }
    return new LocalOptions(maxEntries, ttl);
  }

  /**
   * A copy lives at most this long, and never longer than the entry itself.
   *
   * @throws IllegalArgumentException if it is outside 1 ms to 10 minutes
   */
  public LocalOptions ttl(Duration ttl) {
    return new LocalOptions(maxEntries, Settings.duration("local.ttl", ttl, MIN_TTL, MAX_TTL));
  }

  /** The largest number of entries. */
  public long maxEntries() {
    return maxEntries;
  }

  /** How long a copy lives at most. */
  public Duration ttl() {
    return ttl;
  }
}
