package dev.aside.gateway;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.topic.Topic;
import dev.aside.topic.TopicBuilder;

/** The topics behind channels, and between processes. Immutable, thread-safe. */
final class Streams {
  private static final String JOINS = "aside:joins:";
  private static final String CONTROL = "aside:control";

  private final Aside aside;

  Streams(Aside aside) {
    this.aside = aside;
  }

  /** The messages of a channel. */
  Topic<byte[]> messages(String channel, Namespace namespace) {
    TopicBuilder<byte[]> builder = aside.topic(channel, Codec.bytes());
    if (namespace.hasHistory()) {
      builder.history(namespace.historySize(), namespace.keep());
    }
    return builder.build();
  }

  /** Who comes and goes in a channel. */
  Topic<byte[]> joins(String channel) {
    return aside.topic(JOINS + channel, Codec.bytes()).build();
  }

  /** What all processes hear. */
  Topic<byte[]> control() {
    return aside.topic(CONTROL, Codec.bytes()).build();
  }

  /** What one process hears. */
  Topic<byte[]> control(String node) {
    return aside.topic(CONTROL + ":" + node, Codec.bytes()).build();
  }
}
