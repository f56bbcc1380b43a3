package dev.aside.bench.remote;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Lettuce as it comes: its asynchronous commands on one shared connection. */
final class LettuceReads implements RemoteReads {
  private final RedisClient client;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final RedisAsyncCommands<String, byte[]> redis;
  private final boolean pipelined;

  /**
   * Connects.
   *
   * @param pipelined whether many keys are read by one GET each, and not by one MGET
   */
  LettuceReads(String uri, boolean pipelined) {
    this.pipelined = pipelined;
    client = RedisClient.create(uri);
    connection = client.connect(RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE));
    redis = connection.async();
  }

  @Override
  public byte @Nullable [] get(String key) throws ExecutionException, InterruptedException {
    return redis.get(key).get();
  }

  @Override
  public CompletionStage<?> getAsync(String key) {
    return redis.get(key);
  }

  @Override
  public int getAll(Collection<String> keys) throws ExecutionException, InterruptedException {
    int found = 0;
    if (pipelined) {
      List<RedisFuture<byte[]>> replies = new ArrayList<>(keys.size());
      for (String key : keys) {
        replies.add(redis.get(key));
      }
      for (RedisFuture<byte[]> reply : replies) {
        found += (reply.get() == null) ? 0 : 1;
      }
      return found;
    }
    for (KeyValue<String, byte[]> each : redis.mget(keys.toArray(String[]::new)).get()) {
      found += each.hasValue() ? 1 : 0;
    }
    return found;
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
  }
}
