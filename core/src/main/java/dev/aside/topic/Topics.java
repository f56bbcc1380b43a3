package dev.aside.topic;

import dev.aside.Codec;
import dev.aside.spi.Broker;
import dev.aside.spi.Environment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the topics of one backend and shares one subscription per channel among them. {@code
 * dev.aside.Aside} is the way for applications; this is the door for those who bring a broker or a
 * world of their own. Thread-safe.
 */
public final class Topics implements AutoCloseable {
  private static final int MAX_NAME_BYTES = 512;

  private final Broker broker;
  private final Environment environment;
  private final Object lock = new Object();
  private final Map<String, Channel> channels = new HashMap<>(); // guarded by lock
  private boolean closed; // guarded by lock

  private Topics(Broker broker, Environment environment) {
    this.broker = broker;
    this.environment = environment;
  }

  /** Topics over {@code broker}, which stays the caller's to close. */
  public static Topics over(Broker broker, Environment environment) {
    return new Topics(broker, environment);
  }

  /**
   * Settings for a topic.
   *
   * @param name the channel: 1 to 512 bytes of UTF-8
   */
  public <T> TopicBuilder<T> builder(String name, Codec<T> codec) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "topic: " + length + " bytes (expected: 1 to " + MAX_NAME_BYTES + " bytes of UTF-8)");
    }
    return new TopicBuilder<>(this, name, codec);
  }

  <T> Topic<T> build(TopicBuilder<T> from) {
    return new PlainTopic<>(this, broker, environment, from);
  }

  /**
   * Adds a subscriber; the first of a channel subscribes it at the server. The broker is called
   * under the lock, so that its calls come in the order of ours; it never blocks.
   */
  void add(String name, Subscriber<?> subscriber) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("topic " + name + ": closed (expected: open)");
      }
      Channel channel = channels.get(name);
      if (channel == null) {
        channel = new Channel();
        channel.add(subscriber);
        channel.confirmedBy(broker.subscribe(name, channel));
        channels.put(name, channel);
      } else {
        channel.add(subscriber);
      }
    }
  }

  /** Takes a subscriber away; the last of a channel unsubscribes it. */
  void remove(String name, Subscriber<?> subscriber) {
    synchronized (lock) {
      Channel channel = channels.get(name);
      if (channel != null && channel.remove(subscriber)) {
        channels.remove(name);
        broker.unsubscribe(name);
      }
    }
  }

  /** Ends every subscription. */
  @Override
  public void close() {
    List<Channel> all;
    synchronized (lock) {
      closed = true;
      all = List.copyOf(channels.values());
    }
    all.forEach(Channel::closeAll);
  }
}
