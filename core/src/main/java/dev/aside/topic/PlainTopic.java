package dev.aside.topic;

import dev.aside.AsideException;
import dev.aside.BackendException;
import dev.aside.Codec;
import dev.aside.spi.Broker;
import dev.aside.spi.Environment;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** A topic without history: plain publish and subscribe. Thread-safe. */
final class PlainTopic<T> implements Topic<T> {
  private static final System.Logger LOGGER = System.getLogger("dev.aside.topic");

  private final Topics topics;
  private final Broker broker;
  private final Environment environment;
  private final TopicBuilder<T> settings;
  private final String name;
  private final Codec<T> codec;

  PlainTopic(Topics topics, Broker broker, Environment environment, TopicBuilder<T> settings) {
    this.topics = topics;
    this.broker = broker;
    this.environment = environment;
    this.settings = settings;
    this.name = settings.name;
    this.codec = settings.codec;
  }

  @Override
  public Position publish(T message) {
    try {
      return send(message).get();
    } catch (ExecutionException e) {
      throw notPublished(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller's request to stop must survive us
      throw new AsideException("Interrupted while publishing to " + name, e);
    }
  }

  @Override
  public CompletionStage<Position> publishAsync(T message) {
    return send(message)
        .handleAsync(
            (position, error) -> {
              if (error != null) {
                throw notPublished(error);
              }
              return position;
            },
            environment.executor());
  }

  private CompletableFuture<Position> send(T message) {
    byte[] payload = codec.encode(Objects.requireNonNull(message, "message"));
    if (payload.length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "message: " + payload.length + " bytes (expected: at most " + MAX_MESSAGE_BYTES + ")");
    }
    return broker
        .publish(name, payload)
        .thenApply(receivers -> Position.none())
        .toCompletableFuture();
  }

  private BackendException notPublished(Throwable error) {
    Throwable cause =
        (error instanceof CompletionException && error.getCause() != null)
            ? error.getCause()
            : error;
    return new BackendException("The server did not confirm a message on topic " + name, cause);
  }

  @Override
  public Subscription subscribe(Consumer<? super Message<T>> listener) {
    return subscribe(
        listener,
        gap ->
            LOGGER.log(
                System.Logger.Level.WARNING,
                "Messages on topic {0} may be missing: {1}",
                name,
                gap));
  }

  @Override
  public Subscription subscribe(
      Consumer<? super Message<T>> listener, Consumer<? super Gap> onGap) {
    Subscriber<T> subscriber =
        new Subscriber<>(
            settings, environment, listener, onGap, closed -> topics.remove(name, closed));
    topics.add(name, subscriber);
    return subscriber;
  }

  @Override
  public String name() {
    return name;
  }
}
