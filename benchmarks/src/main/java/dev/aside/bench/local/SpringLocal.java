package dev.aside.bench.local;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.caffeine.CaffeineCacheManager;

/** Spring's cache abstraction over Caffeine with a time to live, by its programming interface. */
final class SpringLocal implements LocalCache {
  private final Cache cache;

  SpringLocal(String[] keys, String value) {
    CaffeineCacheManager manager = new CaffeineCacheManager("l1");
    manager.setCaffeine(
        Caffeine.newBuilder()
            .maximumSize((long) ROOM * keys.length)
            .expireAfterWrite(Duration.ofHours(TTL_HOURS)));
    cache = Objects.requireNonNull(manager.getCache("l1"), "cache");
    for (String key : keys) {
      cache.put(key, LocalCache.copy(value));
    }
  }

  @Override
  public @Nullable Object get(String key) {
    Cache.ValueWrapper found = cache.get(key);
    return (found == null) ? null : found.get();
  }

  @Override
  public void close() {
    cache.clear();
  }
}
