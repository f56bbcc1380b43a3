package dev.aside.topic;

import dev.aside.spi.Environment;
import dev.aside.spi.MessageLog;
import dev.aside.spi.MessageLog.Entry;
import dev.aside.spi.MessageLog.Page;
import dev.aside.spi.MessageLog.Place;
import dev.aside.spi.MessageLog.Retention;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A topic with history: numbered, kept and delivered messages. Thread-safe. */
final class HistoryTopic<T> implements Topic<T> {
  private static final System.Logger LOGGER = System.getLogger("dev.aside.topic");

  private final Topics topics;
  private final MessageLog log;
  private final Environment environment;
  private final TopicBuilder<T> settings;
  private final String name;
  private final Retention retention;
  private final Publishing<T> publishing;
  private final AtomicBoolean complained = new AtomicBoolean();

  HistoryTopic(
      Topics topics,
      MessageLog log,
      Environment environment,
      TopicBuilder<T> settings,
      Retention retention) {
    this.topics = topics;
    this.log = log;
    this.environment = environment;
    this.settings = settings;
    this.name = settings.name;
    this.retention = retention;
    this.publishing = new Publishing<>(settings, environment);
  }

  @Override
  public Position publish(T message) {
    return publishing.await(send(message, /* onceKey= */ null));
  }

  @Override
  public Position publish(T message, String idempotencyKey) {
    return publishing.await(send(message, checked(idempotencyKey)));
  }

  @Override
  public CompletionStage<Position> publishAsync(T message) {
    return publishing.onUserThread(send(message, /* onceKey= */ null));
  }

  @Override
  public CompletionStage<Position> publishAsync(T message, String idempotencyKey) {
    return publishing.onUserThread(send(message, checked(idempotencyKey)));
  }

  private CompletionStage<Position> send(T message, @Nullable String onceKey) {
    return log.append(name, publishing.encode(message), retention, onceKey).thenApply(Position::at);
  }

  private static String checked(String idempotencyKey) {
    int length = idempotencyKey.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_IDEMPOTENCY_KEY_BYTES) {
      throw new IllegalArgumentException(
          "idempotencyKey: "
              + length
              + " bytes (expected: 1 to "
              + MAX_IDEMPOTENCY_KEY_BYTES
              + " bytes of UTF-8)");
    }
    return idempotencyKey;
  }

  @Override
  public Subscription subscribe(Consumer<? super Message<T>> listener) {
    return subscribe(listener, GapLog.of(name));
  }

  @Override
  public Subscription subscribe(
      Consumer<? super Message<T>> listener, Consumer<? super Gap> onGap) {
    return follow(/* from= */ null, listener, onGap);
  }

  @Override
  public Subscription subscribe(Position from, Consumer<? super Message<T>> listener) {
    return subscribe(from, listener, GapLog.of(name));
  }

  @Override
  public Subscription subscribe(
      Position from, Consumer<? super Message<T>> listener, Consumer<? super Gap> onGap) {
    return follow(place(from), listener, onGap);
  }

  private Subscription follow(
      @Nullable Place from, Consumer<? super Message<T>> listener, Consumer<? super Gap> onGap) {
    Subscriber<T> subscriber =
        new Subscriber<>(
            settings, environment, listener, onGap, closed -> topics.unfollow(name, closed));
    topics.follow(name, retention, subscriber, from);
    return subscriber;
  }

  @Override
  public List<Message<T>> history(int limit) {
    return history(publishing.await(log.newest(name, checked(limit), retention))).messages();
  }

  @Override
  public CompletionStage<History<T>> historyAsync(int limit) {
    return publishing
        .onUserThread(log.newest(name, checked(limit), retention))
        .thenApply(this::history);
  }

  @Override
  public CompletionStage<History<T>> historyAsync(Position after, int limit) {
    return publishing
        .onUserThread(log.after(name, place(after), checked(limit), retention))
        .thenApply(this::history);
  }

  private static int checked(int limit) {
    if (limit < 0 || limit > TopicBuilder.MAX_HISTORY) {
      throw new IllegalArgumentException(
          "limit: " + limit + " (expected: 0 to " + TopicBuilder.MAX_HISTORY + ")");
    }
    return limit;
  }

  private static Place place(Position position) {
    if (position.isNone()) {
      throw new IllegalArgumentException("position: none (expected: one of a topic with history)");
    }
    return position.place();
  }

  private History<T> history(Page page) {
    List<Message<T>> messages = new ArrayList<>(page.entries().size());
    for (Entry entry : page.entries()) {
      decode(entry, new Place(page.top().epoch(), entry.offset()), messages);
    }
    return new History<>(messages, Position.at(page.top()), page.isComplete());
  }

  /** As in a subscription, what the codec refuses is passed over. */
  private void decode(Entry entry, Place place, List<Message<T>> into) {
    try {
      T payload = settings.codec.decode(entry.payload());
      into.add(new Message<>(name, payload, Position.at(place)));
    } catch (RuntimeException e) {
      LOGGER.log(
          complained.compareAndSet(false, true)
              ? System.Logger.Level.WARNING
              : System.Logger.Level.DEBUG,
          "The codec of topic " + name + " refused a kept message",
          e);
    }
  }

  @Override
  public String name() {
    return name;
  }
}
