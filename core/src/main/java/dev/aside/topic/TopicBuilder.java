package dev.aside.topic;

import dev.aside.Codec;
import dev.aside.spi.MessageLog.Retention;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one topic. Not thread-safe.
 *
 * @param <T> the type of the messages
 */
public final class TopicBuilder<T> {
  static final int MAX_HISTORY = 100_000;

  private static final int MAX_QUEUE = 1_000_000;
  private static final Duration MIN_KEEP = Duration.ofMillis(1);
  private static final Duration MAX_KEEP = Duration.ofDays(30);
  private static final Duration MAX_WINDOW = Duration.ofDays(1);

  private final Topics topics;
  final String name;
  final Codec<T> codec;
  int queueSize = 10_000;
  private int historySize; // 0: none
  private Duration keep = MIN_KEEP;
  private Duration idempotencyWindow = Duration.ofMinutes(5);

  TopicBuilder(Topics topics, String name, Codec<T> codec) {
    this.topics = topics;
    this.name = name;
    this.codec = codec;
  }

  /**
   * How many messages may wait for one slow listener; default 10 000, from 1 to 1 000 000. Newer
   * ones are dropped and reported as {@link Gap#OVERFLOW}.
   */
  public TopicBuilder<T> queueSize(int queueSize) {
    if (queueSize < 1 || queueSize > MAX_QUEUE) {
      throw new IllegalArgumentException(
          "queueSize: " + queueSize + " (expected: 1 to " + MAX_QUEUE + ")");
    }
    this.queueSize = queueSize;
    return this;
  }

  /**
   * Numbers the messages and keeps the newest of them, so that subscribers that were away miss
   * nothing; see {@link Topic}. Default: no history. Give a topic the same history wherever it is
   * built: each publication keeps as much as its own process says.
   *
   * @param size how many messages, from 1 to 100 000
   * @param keep for how long each, from 1 millisecond to 30 days
   */
  public TopicBuilder<T> history(int size, Duration keep) {
    if (size < 1 || size > MAX_HISTORY) {
      throw new IllegalArgumentException(
          "history size: " + size + " (expected: 1 to " + MAX_HISTORY + ")");
    }
    this.keep = within("history keep", keep, MAX_KEEP);
    this.historySize = size;
    return this;
  }

  /**
   * How long an idempotency key is remembered; default 5 minutes, from 1 millisecond to 1 day. Of
   * use with {@link #history} only.
   */
  public TopicBuilder<T> idempotencyWindow(Duration window) {
    this.idempotencyWindow = within("idempotencyWindow", window, MAX_WINDOW);
    return this;
  }

  private static Duration within(String name, Duration value, Duration most) {
    if (value.compareTo(MIN_KEEP) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + MIN_KEEP + " to " + most + ")");
    }
    return value;
  }

  /** Null: no history. */
  @Nullable Retention retention() {
    return (historySize == 0)
        ? null
        : new Retention(historySize, keep.toMillis(), idempotencyWindow.toMillis());
  }

  /** Builds the topic. Topics of one name share one subscription at the server. */
  public Topic<T> build() {
    return topics.build(this);
  }
}
