package dev.aside.cache;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one {@code put} says of its entry. Immutable. */
public final class EntryOptions {
  private static final EntryOptions CACHE_DEFAULTS = new EntryOptions(null, null, null);

  private final @Nullable Duration ttl;
  private final @Nullable Long version;
  private final @Nullable Set<String> tags;

  private EntryOptions(@Nullable Duration ttl, @Nullable Long version, @Nullable Set<String> tags) {
    this.ttl = ttl;
    this.version = version;
    this.tags = tags;
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
    return new EntryOptions(
        Settings.duration("ttl", ttl, Settings.MIN_TTL, Settings.MAX_TTL), version, tags);
  }

  /**
   * These options with the source's version of the value, such as a row's version column: a stored
   * version never goes down.
   *
   * @throws IllegalArgumentException if it is negative or above 2^53
   */
  public EntryOptions version(long version) {
    return new EntryOptions(
        ttl, Settings.number("version", version, 0, Settings.MAX_VERSION), tags);
  }

  /**
   * These options with tags in place of those that the cache would give the value.
   *
   * @throws IllegalArgumentException if there are more than 64, or one is empty or longer than 1
   *     024 bytes of UTF-8
   */
  public EntryOptions tags(Set<String> tags) {
    TagNames.hashes(tags);
    return new EntryOptions(ttl, version, Set.copyOf(tags));
  }

  /** The TTL of this entry; null: the cache's. */
  public @Nullable Duration ttl() {
    return ttl;
  }

  /** The version of this entry; null: what the cache says of it. */
  public @Nullable Long version() {
    return version;
  }

  /** The tags of this entry; null: what the cache says of it. */
  public @Nullable Set<String> tags() {
    return tags;
  }
}
