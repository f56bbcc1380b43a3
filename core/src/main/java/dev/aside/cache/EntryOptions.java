package dev.aside.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one {@code put} says of its entry. Immutable. */
public final class EntryOptions {
  private static final EntryOptions CACHE_DEFAULTS = new EntryOptions(null);

  private final @Nullable Duration ttl;

  private EntryOptions(@Nullable Duration ttl) {
    this.ttl = ttl;
  }

  /** The settings of the cache. */
  public static EntryOptions defaults() {
    return CACHE_DEFAULTS;
  }

  /**
   * These options with another TTL, used as it is, without jitter.
   *
   * @throws IllegalArgumentException if it is outside 1 ms to 30 days
   */
  public EntryOptions ttl(Duration ttl) {
    return new EntryOptions(Settings.duration("ttl", ttl, Settings.MIN_TTL, Settings.MAX_TTL));
  }

  /** The TTL of this entry; null: the cache's. */
  public @Nullable Duration ttl() {
    return ttl;
  }
}
