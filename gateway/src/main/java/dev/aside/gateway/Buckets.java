package dev.aside.gateway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A bucket for each user, or each address. Thread-safe. */
final class Buckets {
  /** Names with a bucket of their own; further ones share one. */
  static final int MAX_BUCKETS = 100_000;

  private final Rate rate;
  private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();
  private final TokenBucket others;

  Buckets(Rate rate, long nowNanos) {
    this.rate = rate;
    this.others = new TokenBucket(rate, nowNanos);
  }

  boolean take(String name, long nowNanos) {
    TokenBucket bucket = buckets.get(name);
    if (bucket == null) {
      bucket =
          (buckets.size() < MAX_BUCKETS)
              ? buckets.computeIfAbsent(name, any -> new TokenBucket(rate, nowNanos))
              : others;
    }
    return bucket.take(nowNanos);
  }

  /** Forgets full ones, which are as good as none; to be called now and then. */
  void forgetFull(long nowNanos) {
    buckets.values().removeIf(bucket -> bucket.isFull(nowNanos));
  }
}
