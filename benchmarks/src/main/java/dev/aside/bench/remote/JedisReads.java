package dev.aside.bench.remote;

import java.nio.charset.StandardCharsets;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;

/** Jedis with its pool, as large as it can use here; it has no asynchronous commands. */
final class JedisReads implements RemoteReads {
  private static final int POOL = 64;

  private final RedisClient client;

  JedisReads(int port) {
    GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
    pool.setMaxTotal(POOL);
    pool.setMaxIdle(POOL);
    pool.setMinIdle(POOL);
    client = RedisClient.builder().hostAndPort("127.0.0.1", port).poolConfig(pool).build();
  }

  @Override
  public byte @Nullable [] get(String key) {
    return client.get(key.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    client.close();
  }
}
