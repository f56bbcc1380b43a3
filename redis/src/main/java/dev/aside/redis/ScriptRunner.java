package dev.aside.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Runs scripts by their digest. A server that does not know a script, new or flushed, is sent its
 * text once: of all the calls under way the first to learn of it sends the text, and the others,
 * behind it on the same connection, send the digest again. Such an answer also says that nothing
 * was done, so that a second try cannot do it twice. Thread-safe.
 */
final class ScriptRunner {
  /** How often the text of each script has been sent. */
  private final AtomicIntegerArray sent = new AtomicIntegerArray(Script.values().length);

  /** The script's reply: {@code Long}, {@code byte[]}, or a list of those. */
  <T> CompletionStage<T> run(
      RedisAsyncCommands<byte[], byte[]> redis,
      Script script,
      ScriptOutputType type,
      byte[][] keys,
      byte[]... arguments) {
    return new Call<T>(redis, script, type, keys, arguments).byDigest(/* again= */ false);
  }

  private final class Call<T> {
    private final RedisAsyncCommands<byte[], byte[]> redis;
    private final Script script;
    private final ScriptOutputType type;
    private final byte[][] keys;
    private final byte[][] arguments;

    Call(
        RedisAsyncCommands<byte[], byte[]> redis,
        Script script,
        ScriptOutputType type,
        byte[][] keys,
        byte[][] arguments) {
      this.redis = redis;
      this.script = script;
      this.type = type;
      this.keys = keys;
      this.arguments = arguments;
    }

    CompletionStage<T> byDigest(boolean again) {
      int before = sent.get(script.ordinal());
      CompletableFuture<T> result = new CompletableFuture<>();
      redis
          .<T>evalsha(script.digest(), type, keys, arguments)
          .whenComplete(
              (reply, error) -> {
                if (error instanceof RedisNoScriptException) {
                  afterUnknown(before, again)
                      .whenComplete((second, failure) -> complete(result, second, failure));
                } else {
                  complete(result, reply, error);
                }
              });
      return result;
    }

    private CompletionStage<T> afterUnknown(int before, boolean again) {
      boolean sendText = sent.compareAndSet(script.ordinal(), before, before + 1);
      return (sendText || again)
          ? redis.eval(script.body(), type, keys, arguments)
          : byDigest(/* again= */ true);
    }
  }

  private static <T> void complete(CompletableFuture<T> result, T reply, Throwable error) {
    if (error == null) {
      result.complete(reply);
    } else {
      result.completeExceptionally(error);
    }
  }
}
