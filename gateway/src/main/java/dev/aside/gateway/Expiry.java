package dev.aside.gateway;

import java.time.Duration;

/** When tokens end, and how long is waited for new ones. Stateless. */
final class Expiry {
  /** How long after the end of a token a new one may come. */
  static final Duration GRACE = Duration.ofSeconds(25);

  private Expiry() {}

  /**
   * What a client is told.
   *
   * @param expireAtSeconds since 1970; 0: never
   * @return seconds from now, at least one; 0: never
   */
  static long ttl(long expireAtSeconds, long nowSeconds) {
    return (expireAtSeconds == 0) ? 0 : Math.max(1, expireAtSeconds - nowSeconds);
  }

  static boolean isOver(long expireAtSeconds, long nowSeconds) {
    return expireAtSeconds != 0 && nowSeconds > expireAtSeconds + GRACE.toSeconds();
  }
}
