package dev.aside.server.live;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.topic.Topic;
import dev.aside.topic.TopicBuilder;
import java.time.Duration;

/**
 * The topics behind the channels: rooms keep history, every other channel is plain publish and
 * subscribe, so that any client of Redis can take part. Thread-safe.
 */
public final class ChannelTopics {
  /** What the channels with history begin with. */
  static final String ROOM = "room:";

  /** Messages that a room keeps. */
  public static final int ROOM_HISTORY = 100;

  /** For how long a room keeps them. */
  public static final Duration ROOM_KEEP = Duration.ofHours(1);

  private final Aside aside;

  ChannelTopics(Aside aside) {
    this.aside = aside;
  }

  static boolean keepsHistory(String channel) {
    return channel.startsWith(ROOM);
  }

  /** The topic of a channel whose name was checked. */
  Topic<byte[]> of(String channel) {
    TopicBuilder<byte[]> topic = aside.topic(channel, Codec.bytes());
    return (keepsHistory(channel) ? topic.history(ROOM_HISTORY, ROOM_KEEP) : topic).build();
  }
}
