package dev.aside.bench.stampede;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import io.lettuce.core.RedisClient;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.cache.caffeine.CaffeineCacheManager;

/** Caches that load what they do not have, each with its protection against stampedes on. */
final class LoadingCaches {
  private static final int ENTRIES = 10_000;
  private static final int TTL_MINUTES = 10;

  private LoadingCaches() {}

  /** A cache's read of one key; closing is left to the end of the process. */
  @FunctionalInterface
  interface Read {
    Object get(String key, Function<String, String> loader);
  }

  /** Aside with both levels, default settings: callers of the whole fleet share one load. */
  static Read aside(String uri) {
    AsideCache<String, String> cache = Aside.connect(uri).cache("cold", Codec.utf8()).build();
    return (key, loader) -> Objects.requireNonNull(cache.get(key, loader::apply));
  }

  /** JetCache with both levels and {@code cachePenetrateProtect}. */
  static Read jetCache(String uri) {
    Cache<String, String> local =
        CaffeineCacheBuilder.createCaffeineCacheBuilder()
            .limit(ENTRIES)
            .expireAfterWrite(TTL_MINUTES, TimeUnit.MINUTES)
            .buildCache();
    Cache<String, String> remote =
        RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
            .redisClient(RedisClient.create(uri))
            .keyPrefix("jetcache-cold:")
            .expireAfterWrite(TTL_MINUTES, TimeUnit.MINUTES)
            .buildCache();
    Cache<String, String> both =
        MultiLevelCacheBuilder.createMultiLevelCacheBuilder()
            .addCache(local, remote)
            .expireAfterWrite(TTL_MINUTES, TimeUnit.MINUTES)
            .cachePenetrateProtect(true)
            .buildCache();
    return both::computeIfAbsent;
  }

  /** Spring Cache over Caffeine, as {@code @Cacheable(sync = true)} calls it; one process only. */
  static Read spring() {
    CaffeineCacheManager manager = new CaffeineCacheManager("cold");
    manager.setCaffeine(Caffeine.newBuilder().maximumSize(ENTRIES));
    org.springframework.cache.Cache cache = Objects.requireNonNull(manager.getCache("cold"));
    return (key, loader) -> Objects.requireNonNull(cache.get(key, () -> loader.apply(key)));
  }
}
