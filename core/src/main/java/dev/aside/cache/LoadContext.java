package dev.aside.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ContextLoader} sees of the value it is about to replace, and what it says of the
 * new one. Confined to the thread of its load.
 *
 * <pre>{@code
 * (id, context) -> {
 *   Response response = http.get("/users/" + id, context.staleValidator());
 *   if (response.status() == 304) {
 *     return context.notModified();
 *   }
 *   context.validator(response.header("ETag"));
 *   context.ttl(response.maxAge());
 *   return response.body(User.class);
 * }
 * }</pre>
 *
 * @param <V> the type of the values
 */
public interface LoadContext<V> {

  /** The value whose time is over, or nearly so; null if there is none, or it cannot be read. */
  @Nullable V staleValue();

  /** How long ago {@link #staleValue} was stored; null if there is none. */
  @Nullable Duration staleAge();

  /** What an earlier load gave to {@link #validator} for {@link #staleValue}; null if nothing. */
  @Nullable String staleValidator();

  /** The version of {@link #staleValue}; 0 if there is none. */
  long staleVersion();

  /**
   * A mark of the new value, such as an entity tag, for the next load to ask by.
   *
   * @throws IllegalArgumentException if it is longer than 1 024 bytes of UTF-8
   */
  void validator(@Nullable String validator);

  /**
   * The TTL of the new value instead of the cache's, without jitter.
   *
   * @throws IllegalArgumentException if it is outside 1 ms to 30 days
   */
  void ttl(Duration ttl);

  /**
   * The tags of the new value instead of the cache's.
   *
   * @throws IllegalArgumentException if there are more than 64, or one is empty or too long
   */
  void tags(String... tags);

  /**
   * The source's version of the new value instead of what the cache says.
   *
   * @throws IllegalArgumentException if it is negative or above 2^53
   */
  void version(long version);

  /** The new value is returned to the callers and not stored. */
  void doNotStore();

  /**
   * The stale value is still what the source has: returns it, and it is fresh again, with the tags,
   * version and validator that it has, unless others are given.
   *
   * @throws IllegalStateException if there is no stale value
   */
  V notModified();

  /**
   * The source has no such key, and that is remembered for {@code ttl} instead of {@code
   * absentTtl}. Returns null, for the loader to return.
   *
   * @throws IllegalArgumentException if {@code ttl} is outside 0 to 1 day
   */
  @Nullable V absent(Duration ttl);
}
