package dev.aside.bench.remote;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import io.lettuce.core.RedisClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * JetCache's Redis level by Lettuce, without its encoders: bytes go in and out as they are, which
 * is faster than anything its users can configure.
 */
final class JetCacheReads implements RemoteReads {
  private static final int BATCH = 1_000;
  private static final int TTL_HOURS = 24;

  private final RedisClient client;
  private final Cache<String, byte[]> cache;

  JetCacheReads(String uri, String[] keys, byte[] value) {
    client = RedisClient.create(uri);
    cache =
        RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
            .redisClient(client)
            .keyPrefix("jetcache-l2:")
            .valueEncoder(JetCacheReads::encode)
            .valueDecoder(JetCacheReads::decode)
            .expireAfterWrite(TTL_HOURS, TimeUnit.HOURS)
            .buildCache();
    Map<String, byte[]> batch = new HashMap<>();
    for (String key : keys) {
      batch.put(key, value);
      if (batch.size() == BATCH) {
        cache.putAll(batch);
        batch.clear();
      }
    }
    cache.putAll(batch);
  }

  private static byte[] encode(Object value) {
    return (byte[]) ((value instanceof CacheValueHolder<?> holder) ? holder.getValue() : value);
  }

  private static Object decode(byte[] bytes) {
    return new CacheValueHolder<>(bytes, TimeUnit.HOURS.toMillis(TTL_HOURS));
  }

  @Override
  public byte @Nullable [] get(String key) {
    return cache.get(key);
  }

  @Override
  public CompletionStage<?> getAsync(String key) {
    return cache.GET(key).future();
  }

  @Override
  public void close() {
    cache.close();
    client.shutdown();
  }
}
