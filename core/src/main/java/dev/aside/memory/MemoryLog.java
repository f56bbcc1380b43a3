package dev.aside.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aside.spi.MessageLog;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages in this process and hands them over on the publisher's thread, one at a time per
 * topic. Thread-safe.
 */
final class MemoryLog implements MessageLog {
  /** Topics; at the limit those that were not used for longest are forgotten. */
  private static final long MAX_TOPICS = 100_000;

  /** A topic that was not used for so long is forgotten. */
  private static final Duration TOPIC_LIFE = Duration.ofDays(60);

  private final TimeSource time;
  private final AtomicLong epochs = new AtomicLong();
  private final Cache<String, KeptTopic> topics;
  private final ConcurrentMap<String, Receiver> receivers = new ConcurrentHashMap<>();

  MemoryLog(TimeSource time) {
    this.time = time;
    topics =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOPICS)
            .expireAfterAccess(TOPIC_LIFE)
            .ticker(time::nanoTime)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public CompletionStage<Place> append(
      String topic, byte[] payload, Retention retention, @Nullable String onceKey) {
    byte[] mine = payload.clone();
    Place place =
        topic(topic)
            .append(mine, retention, onceKey, appended -> deliver(topic, appended, mine.clone()));
    return CompletableFuture.completedFuture(place);
  }

  private void deliver(String topic, Place place, byte[] payload) {
    Receiver receiver = receivers.get(topic);
    if (receiver != null) {
      receiver.message(place, payload);
    }
  }

  @Override
  public CompletionStage<Page> after(String topic, Place from, int limit, Retention retention) {
    return CompletableFuture.completedFuture(topic(topic).after(from, limit, retention));
  }

  @Override
  public CompletionStage<Page> newest(String topic, int limit, Retention retention) {
    return CompletableFuture.completedFuture(topic(topic).newest(limit, retention));
  }

  @Override
  public CompletionStage<Page> check(String topic, Place seen, int limit, Retention retention) {
    return CompletableFuture.completedFuture(topic(topic).check(seen, limit, retention));
  }

  private KeptTopic topic(String name) {
    return topics.get(name, absent -> new KeptTopic(time, this::newEpoch));
  }

  /** Nothing outlives this process, so that a count is enough. */
  private String newEpoch() {
    return "m" + epochs.incrementAndGet();
  }

  @Override
  public CompletionStage<@Nullable Void> subscribe(String topic, Receiver receiver) {
    if (receivers.putIfAbsent(topic, receiver) != null) {
      throw new IllegalStateException("topic: " + topic + " (expected: no receiver yet)");
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<@Nullable Void> unsubscribe(String topic) {
    receivers.remove(topic);
    return CompletableFuture.completedFuture(null);
  }

  void close() {
    receivers.clear();
    topics.invalidateAll();
  }
}
