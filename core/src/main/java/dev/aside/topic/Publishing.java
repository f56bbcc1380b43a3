package dev.aside.topic;

import dev.aside.AsideException;
import dev.aside.BackendException;
import dev.aside.Codec;
import dev.aside.spi.Environment;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** What publishing and reading have in common, whatever kind of topic it is. Thread-safe. */
final class Publishing<T> {
  private final String name;
  private final Codec<T> codec;
  private final Environment environment;

  Publishing(TopicBuilder<T> settings, Environment environment) {
    this.name = settings.name;
    this.codec = settings.codec;
    this.environment = environment;
  }

  /** The bytes to send, within the limit. */
  byte[] encode(T message) {
    byte[] payload = codec.encode(Objects.requireNonNull(message, "message"));
    if (payload.length > Topic.MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "message: "
              + payload.length
              + " bytes (expected: at most "
              + Topic.MAX_MESSAGE_BYTES
              + ")");
    }
    return payload;
  }

  /** Waits for what the server says. */
  <R> R await(CompletionStage<R> answer) {
    try {
      return answer.toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller's request to stop must survive us
      throw new AsideException("Interrupted while waiting for topic " + name, e);
    }
  }

  /** The same answer, on a thread where the caller's code may run. */
  <R> CompletableFuture<R> onUserThread(CompletionStage<R> answer) {
    return answer
        .handleAsync(
            (result, error) -> {
              if (error != null) {
                throw failed(error);
              }
              return result;
            },
            environment.executor())
        .toCompletableFuture();
  }

  private BackendException failed(Throwable error) {
    Throwable cause =
        (error instanceof CompletionException && error.getCause() != null)
            ? error.getCause()
            : error;
    return new BackendException("The server did not confirm a request on topic " + name, cause);
  }
}
