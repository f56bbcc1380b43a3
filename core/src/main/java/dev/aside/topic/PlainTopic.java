package dev.aside.topic;

import dev.aside.spi.Broker;
import dev.aside.spi.Environment;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A topic without history: plain publish and subscribe. Thread-safe. */
final class PlainTopic<T> implements Topic<T> {
  private final Topics topics;
  private final Broker broker;
  private final Environment environment;
  private final TopicBuilder<T> settings;
  private final String name;
  private final Publishing<T> publishing;

  PlainTopic(Topics topics, Broker broker, Environment environment, TopicBuilder<T> settings) {
    this.topics = topics;
    this.broker = broker;
    this.environment = environment;
    this.settings = settings;
    this.name = settings.name;
    this.publishing = new Publishing<>(settings, environment);
  }

  @Override
  public Position publish(T message) {
    return publishing.await(send(message));
  }

  @Override
  public Position publish(T message, String idempotencyKey) {
    throw noHistory();
  }

  @Override
  public CompletionStage<Position> publishAsync(T message) {
    return publishing.onUserThread(send(message));
  }

  @Override
  public CompletionStage<Position> publishAsync(T message, String idempotencyKey) {
    throw noHistory();
  }

  private CompletionStage<Position> send(T message) {
    return broker.publish(name, publishing.encode(message)).thenApply(receivers -> Position.none());
  }

  @Override
  public Subscription subscribe(Consumer<? super Message<T>> listener) {
    return subscribe(listener, GapLog.of(name));
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
  public Subscription subscribe(Position from, Consumer<? super Message<T>> listener) {
    throw noHistory();
  }

  @Override
  public Subscription subscribe(
      Position from, Consumer<? super Message<T>> listener, Consumer<? super Gap> onGap) {
    throw noHistory();
  }

  @Override
  public List<Message<T>> history(int limit) {
    throw noHistory();
  }

  @Override
  public CompletionStage<History<T>> historyAsync(int limit) {
    throw noHistory();
  }

  @Override
  public CompletionStage<History<T>> historyAsync(Position after, int limit) {
    throw noHistory();
  }

  @Override
  public String name() {
    return name;
  }

  private UnsupportedOperationException noHistory() {
    return new UnsupportedOperationException(
        "topic " + name + ": no history (expected: TopicBuilder.history)");
  }
}
