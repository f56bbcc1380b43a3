package dev.aside.bench.local;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.api.options.LocalCachedMapOptions.EvictionPolicy;
import org.redisson.api.options.LocalCachedMapOptions.SyncStrategy;
import org.redisson.config.Config;

/** Redisson's local cached map, kept coherent by invalidation messages; a hit in its memory. */
final class RedissonLocal implements LocalCache {
  private static final int BATCH = 1_000;

  private final RedissonClient client;
  private final RLocalCachedMap<String, String> map;

  RedissonLocal(String uri, String[] keys, String value) {
    Config config = new Config();
    config.useSingleServer().setAddress(uri);
    client = Redisson.create(config);
    map =
        client.getLocalCachedMap(
            LocalCachedMapOptions.<String, String>name("redisson-l1")
                .cacheSize(ROOM * keys.length)
                .evictionPolicy(EvictionPolicy.LRU)
                .syncStrategy(SyncStrategy.INVALIDATE));
    Map<String, String> batch = new HashMap<>();
    for (String key : keys) {
      batch.put(key, LocalCache.copy(value));
      if (batch.size() == BATCH) {
        map.putAll(batch);
        batch.clear();
      }
    }
    map.putAll(batch);
  }

  @Override
  public @Nullable Object get(String key) {
    return map.get(key);
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
