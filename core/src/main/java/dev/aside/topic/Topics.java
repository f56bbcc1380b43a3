package dev.aside.topic;

import dev.aside.Codec;
import dev.aside.spi.Broker;
import dev.aside.spi.Environment;
import dev.aside.spi.MessageLog;
import dev.aside.spi.MessageLog.Place;
import dev.aside.spi.MessageLog.Retention;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the topics of one backend and shares one subscription per channel among them. {@code
 * dev.aside.Aside} is the way for applications; this is the door for those who bring a broker or a
 * world of their own. Thread-safe.
 */
public final class Topics implements AutoCloseable {
  private static final int MAX_NAME_BYTES = 512;

  private final Broker broker;
  private final @Nullable MessageLog log; // null: topics have no history here
  private final Environment environment;
  private final Object lock = new Object();
  private final Map<String, Channel> channels = new HashMap<>(); // guarded by lock
  private final Map<String, LogChannel> followed = new HashMap<>(); // guarded by lock
  private boolean closed; // guarded by lock

  private Topics(Broker broker, @Nullable MessageLog log, Environment environment) {
    this.broker = broker;
    this.log = log;
    this.environment = environment;
  }

  /** Topics without history over {@code broker}, which stays the caller's to close. */
  public static Topics over(Broker broker, Environment environment) {
    return new Topics(broker, /* log= */ null, environment);
  }

  /** Topics with and without history; both stay the caller's to close. */
  public static Topics over(Broker broker, MessageLog log, Environment environment) {
    return new Topics(broker, log, environment);
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
    Retention retention = from.retention();
    if (retention == null) {
      return new PlainTopic<>(this, broker, environment, from);
    }
    return new HistoryTopic<>(this, requireLog(), environment, from, retention);
  }

  private MessageLog requireLog() {
    if (log == null) {
      throw new IllegalStateException("history: no log here (expected: Topics.over with a log)");
    }
    return log;
  }

  /**
   * Adds a subscriber; the first of a channel subscribes it at the server. The broker is called
   * under the lock, so that its calls come in the order of ours; it never blocks.
   */
  void add(String name, Subscriber<?> subscriber) {
    synchronized (lock) {
      requireOpen(name);
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

  /** As {@link #add}, for a topic with history. */
  void follow(String name, Retention retention, Subscriber<?> subscriber, @Nullable Place from) {
    LogChannel channel;
    LogChannel made = null;
    synchronized (lock) {
      requireOpen(name);
      channel = followed.get(name);
      if (channel == null) {
        made = new LogChannel(name, requireLog(), retention, environment);
        channel = made;
        made.open();
        followed.put(name, made);
      }
      channel.add(subscriber, from);
    }
    if (made == null) {
      channel.run();
    } else {
      made.begin();
    }
  }

  /** As {@link #remove}, for a topic with history. */
  void unfollow(String name, Subscriber<?> subscriber) {
    LogChannel channel;
    synchronized (lock) {
      channel = followed.get(name);
      if (channel == null) {
        return;
      }
      if (channel.remove(subscriber)) {
        followed.remove(name);
        channel.end();
        requireLog().unsubscribe(name);
      }
    }
    channel.run();
  }

  /** The caller holds the lock. */
  private void requireOpen(String name) {
    if (closed) {
      throw new IllegalStateException("topic " + name + ": closed (expected: open)");
    }
  }

  /** Ends every subscription. */
  @Override
  public void close() {
    List<Channel> all;
    List<LogChannel> allFollowed;
    synchronized (lock) {
      closed = true;
      all = List.copyOf(channels.values());
      allFollowed = List.copyOf(followed.values());
    }
    all.forEach(Channel::closeAll);
    allFollowed.forEach(LogChannel::closeAll);
  }
}
