package dev.aside.topic;

import dev.aside.Codec;

/**
 * Settings of one topic. Not thread-safe.
 *
 * @param <T> the type of the messages
 */
public final class TopicBuilder<T> {
  private static final int MAX_QUEUE = 1_000_000;

  private final Topics topics;
  final String name;
  final Codec<T> codec;
  int queueSize = 10_000;

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

  /** Builds the topic. Topics of one name share one subscription at the server. */
  public Topic<T> build() {
    return topics.build(this);
  }
}
