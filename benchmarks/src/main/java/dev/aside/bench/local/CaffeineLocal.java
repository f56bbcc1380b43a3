package dev.aside.bench.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Caffeine alone. */
final class CaffeineLocal implements LocalCache {
  private final Cache<String, String> cache;

  private CaffeineLocal(Caffeine<Object, Object> settings, String[] keys, String value) {
    cache = settings.maximumSize((long) ROOM * keys.length).build();
    for (String key : keys) {
      cache.put(key, LocalCache.copy(value));
    }
  }

  /** With a bound and nothing else: no entry ever grows old, so no clock is read. */
  static CaffeineLocal bounded(String[] keys, String value) {
    return new CaffeineLocal(Caffeine.newBuilder(), keys, value);
  }

  /** With a time to live, as caches have: the measure for Aside, whose copies expire too. */
  static CaffeineLocal expiring(String[] keys, String value) {
    return new CaffeineLocal(
        Caffeine.newBuilder().expireAfterWrite(Duration.ofHours(TTL_HOURS)), keys, value);
  }

  @Override
  public @Nullable Object get(String key) {
    return cache.getIfPresent(key);
  }

  @Override
  public void close() {
    cache.invalidateAll();
  }
}
