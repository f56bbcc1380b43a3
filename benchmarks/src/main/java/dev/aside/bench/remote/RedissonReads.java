package dev.aside.bench.remote;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** Redisson's buckets on its default pool of connections, with its codec for plain bytes. */
final class RedissonReads implements RemoteReads {
  private final RedissonClient client;

  RedissonReads(String uri) {
    Config config = new Config();
    config.useSingleServer().setAddress(uri);
    client = Redisson.create(config);
  }

  @Override
  public byte @Nullable [] get(String key) {
    return client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).get();
  }

  @Override
  public CompletionStage<?> getAsync(String key) {
    return client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).getAsync();
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
