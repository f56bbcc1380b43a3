package dev.aside.cache;

import java.time.Duration;

/**
 * The level in this process (L1): how many copies it holds, for how long, and how far behind the
 * server they may be. Immutable.
 *
 * <p>What this process writes or invalidates is seen by its own L1 at once. What another process
 * does is announced by the server, normally within one network hop; should the announcements be
 * late or lost, L1 is switched off when they are {@link #maxLag} behind, and reads go to the server
 * until it can be trusted again. On a server that announces nothing L1 stays off.
 *
 * <p>No caller can damage a copy: what can be changed is decoded anew for each, which costs a hit
 * the decoding; what cannot is handed out as it is. See {@link CacheBuilder#immutableValues}.
 */
public final class LocalOptions {
  /** The largest number of entries that can be asked for. */
  public static final long MAX_ENTRIES = 100_000_000;

  private static final Duration MIN_TTL = Duration.ofMillis(1);
  private static final Duration MAX_TTL = Duration.ofMinutes(10);
  private static final Duration MIN_LAG = Duration.ofMillis(100);
  private static final Duration MAX_LAG = Duration.ofSeconds(10);
  private static final LocalOptions DEFAULTS =
      new LocalOptions(10_000, Duration.ofSeconds(60), Duration.ofSeconds(1));

  private final long maxEntries;
  private final Duration ttl;
  private final Duration maxLag;

  private LocalOptions(long maxEntries, Duration ttl, Duration maxLag) {
    this.maxEntries = maxEntries;
    this.ttl = ttl;
    this.maxLag = maxLag;
  }

  /** 10 000 entries, each for at most 60 seconds, at most 1 second behind. */
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
    return new LocalOptions(maxEntries, ttl, maxLag);
  }

  /**
   * A copy lives at most this long, and never longer than the entry itself.
   *
   * @throws IllegalArgumentException if it is outside 1 ms to 10 minutes
   */
  public LocalOptions ttl(Duration ttl) {
    return new LocalOptions(
        maxEntries, Settings.duration("local.ttl", ttl, MIN_TTL, MAX_TTL), maxLag);
  }

  /**
   * How far behind the server a copy may be when it is served; measured by this process's own
   * monotonic clock.
   *
   * @throws IllegalArgumentException if it is outside 100 ms to 10 s
   */
  public LocalOptions maxLocalLag(Duration maxLag) {
    return new LocalOptions(
        maxEntries, ttl, Settings.duration("maxLocalLag", maxLag, MIN_LAG, MAX_LAG));
  }

  /** How far behind the server a copy may be. */
  public Duration maxLag() {
    return maxLag;
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
