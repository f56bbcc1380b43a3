package dev.aside.bench.local;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import io.lettuce.core.RedisClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * JetCache with two levels, Caffeine over Redis by Lettuce, as its guide sets up {@code
 * CacheType.BOTH}; a hit in the first.
 */
final class JetCacheLocal implements LocalCache {
  private static final int BATCH = 1_000;

  private final RedisClient client;
  private final Cache<String, String> cache;

  JetCacheLocal(String uri, String[] keys, String value) {
    client = RedisClient.create(uri);
    Cache<String, String> local =
        CaffeineCacheBuilder.createCaffeineCacheBuilder()
            .limit(ROOM * keys.length)
            .expireAfterWrite(TTL_HOURS, TimeUnit.HOURS)
            .buildCache();
    Cache<String, String> remote =
        RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
            .redisClient(client)
            .keyPrefix("jetcache-l1:")
            .valueEncoder(JavaValueEncoder.INSTANCE)
            .valueDecoder(JavaValueDecoder.INSTANCE)
            .expireAfterWrite(TTL_HOURS, TimeUnit.HOURS)
            .buildCache();
    cache =
        MultiLevelCacheBuilder.createMultiLevelCacheBuilder()
            .addCache(local, remote)
            .expireAfterWrite(TTL_HOURS, TimeUnit.HOURS)
            .buildCache();
    fill(keys, value);
  }

  private void fill(String[] keys, String value) {
    Map<String, String> batch = new HashMap<>();
    for (String key : keys) {
      batch.put(key, LocalCache.copy(value));
      if (batch.size() == BATCH) {
        cache.putAll(batch);
        batch.clear();
      }
    }
    cache.putAll(batch);
  }

  @Override
  public @Nullable Object get(String key) {
    return cache.get(key);
  }

  @Override
  public void close() {
    cache.close();
    client.shutdown();
  }
}
