package dev.aside.redis;

import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.PlainEntries;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Entries that hold just a value's bytes, on Redis: {@code user:42}, with the lease of a load under
 * {@code {user:42}:l}. Thread-safe.
 */
final class LettucePlain implements PlainEntries {
  private static final byte[] LEASE_SUFFIX = "}:l".getBytes(StandardCharsets.US_ASCII);

  private final Link<StatefulRedisConnection<byte[], byte[]>> reads;
  private final Link<StatefulRedisConnection<byte[], byte[]>> writes;
  private final ScriptRunner scripts;

  LettucePlain(
      Link<StatefulRedisConnection<byte[], byte[]>> reads,
      Link<StatefulRedisConnection<byte[], byte[]>> writes,
      ScriptRunner scripts) {
    this.reads = reads;
    this.writes = writes;
    this.scripts = scripts;
  }

  @Override
  public CompletionStage<@Nullable PlainEntry> get(byte[] key) {
    return getAll(List.of(key)).thenApply(found -> found.get(0));
  }

  /** Time to live first: a value that is replaced in between has its next change announced. */
  @Override
  public CompletionStage<List<@Nullable PlainEntry>> getAll(List<byte[]> keys) {
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return reads.ask(
        () -> {
          RedisAsyncCommands<byte[], byte[]> redis = reads.require().async();
          List<CompletableFuture<Long>> lives = new ArrayList<>(keys.size());
          for (byte[] key : keys) {
            lives.add(redis.pttl(key).toCompletableFuture());
          }
          return CompletableFuture.allOf(lives.toArray(CompletableFuture[]::new))
              .thenCombine(
                  redis.mget(keys.toArray(byte[][]::new)), (all, values) -> entries(values, lives));
        });
  }

  private static List<@Nullable PlainEntry> entries(
      List<KeyValue<byte[], byte[]>> values, List<CompletableFuture<Long>> lives) {
    List<@Nullable PlainEntry> entries = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      byte[] bytes = values.get(i).getValueOrElse(null);
      long remaining = lives.get(i).join();
      // -2: it was not there yet, so nothing is known of how long it lives.
      entries.add((bytes == null || remaining == -2) ? null : new PlainEntry(bytes, remaining));
    }
    return entries;
  }

  @Override
  public CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis) {
    return list(Script.PLAIN_LEASE, key, nonce, LettuceStore.digits(leaseMillis))
        .thenApply(LettuceStore::toLease);
  }

  @Override
  public CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] value, long ttlMillis) {
    return list(Script.PLAIN_FILL, key, id, LettuceStore.digits(ttlMillis), value)
        .thenApply(LettuceStore::toFill);
  }

  private CompletionStage<List<Object>> list(Script script, byte[] key, byte[]... arguments) {
    return writes.ask(
        () ->
            scripts.run(
                writes.require().async(),
                script,
                ScriptOutputType.MULTI,
                new byte[][] {key, beside(key)},
                arguments));
  }

  @Override
  public CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
    return number(Script.PLAIN_RELEASE, new byte[][] {beside(key)}, id);
  }

  @Override
  public CompletionStage<@Nullable Void> put(byte[] key, byte[] value, long ttlMillis) {
    return number(
        Script.PLAIN_PUT, new byte[][] {key, beside(key)}, LettuceStore.digits(ttlMillis), value);
  }

  private CompletionStage<@Nullable Void> number(
      Script script, byte[][] keys, byte[]... arguments) {
    return writes.begin(
        () ->
            scripts
                .<Long>run(
                    writes.require().async(), script, ScriptOutputType.INTEGER, keys, arguments)
                .thenApply(LettuceStore::nothing));
  }

  /** One command an entry, which goes with its lease; all are sent together. */
  @Override
  public CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
    return writes.begin(
        () -> {
          RedisAsyncCommands<byte[], byte[]> redis = writes.require().async();
          List<CompletableFuture<Long>> removals = new ArrayList<>(keys.size());
          for (byte[] key : keys) {
            removals.add(redis.unlink(key, beside(key)).toCompletableFuture());
          }
          return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new));
        });
  }

  /** The braces put it on the entry's slot: entry keys have none of their own. */
  private static byte[] beside(byte[] key) {
    byte[] lease = new byte[1 + key.length + LEASE_SUFFIX.length];
    lease[0] = '{';
    System.arraycopy(key, 0, lease, 1, key.length);
    System.arraycopy(LEASE_SUFFIX, 0, lease, 1 + key.length, LEASE_SUFFIX.length);
    return lease;
  }
}
