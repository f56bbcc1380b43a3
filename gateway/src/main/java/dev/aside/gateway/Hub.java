package dev.aside.gateway;

import dev.aside.gateway.protocol.ClientInfo;
import dev.aside.gateway.protocol.ErrorCode;
import dev.aside.gateway.protocol.Infos;
import dev.aside.gateway.protocol.Pushes;
import dev.aside.topic.Subscription;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The channels that sessions of this process are subscribed to. The server sees one subscription
 * per channel, however many sessions it has. Thread-safe.
 */
final class Hub {
  /** Channels with subscribers in this process; a subscription to a further one is refused. */
  static final int MAX_CHANNELS = 100_000;

  private static final byte JOIN = '+';
  private static final byte LEAVE = '-';

  private final Streams streams;
  private final Map<String, HubChannel> channels = new ConcurrentHashMap<>();

  Hub(Streams streams) {
    this.streams = streams;
  }

  /**
   * Adds a subscriber.
   *
   * @return completes when what is published from then on reaches it
   * @throws Refused if there are too many channels
   */
  CompletionStage<@Nullable Void> join(Attachment attachment) {
    while (true) {
      HubChannel channel = channel(attachment);
      if (channel.enter(attachment)) {
        return channel.ready();
      }
      channels.remove(attachment.channel, channel); // its last subscriber is just leaving
    }
  }

  /** Removes a subscriber. Does nothing the second time. */
  void leave(Attachment attachment) {
    HubChannel channel = channels.get(attachment.channel);
    if (channel != null && channel.leave(attachment)) {
      channels.remove(attachment.channel, channel);
    }
  }

  /** Those in this process. */
  List<ClientInfo> clients(String channel) {
    HubChannel known = channels.get(channel);
    return (known == null) ? List.of() : known.clients();
  }

  /** Channels with subscribers here, with how many they are. */
  Map<String, Integer> channels() {
    Map<String, Integer> counts = new ConcurrentHashMap<>();
    channels.forEach((name, channel) -> counts.put(name, channel.size()));
    return counts;
  }

  int size() {
    return channels.size();
  }

  private HubChannel channel(Attachment attachment) {
    String name = attachment.channel;
    HubChannel known = channels.get(name);
    if (known != null) {
      return known;
    }
    if (channels.size() >= MAX_CHANNELS) {
      throw new Refused(ErrorCode.LIMIT_EXCEEDED);
    }
    HubChannel made = new HubChannel(name);
    HubChannel faster = channels.putIfAbsent(name, made);
    if (faster != null) {
      return faster;
    }
    open(made, name, attachment.namespace);
    return made;
  }

  private void open(HubChannel channel, String name, Namespace namespace) {
    Subscription messages =
        streams.messages(name, namespace).subscribe(channel::received, gap -> channel.missed());
    Subscription joins =
        namespace.hasJoinLeave()
            ? streams.joins(name).subscribe(word -> heard(channel, name, word.payload()), gap -> {})
            : null;
    channel.open(messages, joins);
  }

  /** The word by which processes tell each other who comes and goes. */
  static byte[] word(boolean joins, ClientInfo who) {
    byte[] json = Infos.json(who);
    byte[] word = new byte[json.length + 1];
    word[0] = joins ? JOIN : LEAVE;
    System.arraycopy(json, 0, word, 1, json.length);
    return word;
  }

  private static void heard(HubChannel channel, String name, byte[] word) {
    if (word.length == 0) {
      return;
    }
    ClientInfo who = Infos.read(Arrays.copyOfRange(word, 1, word.length));
    if (who != null && (word[0] == JOIN || word[0] == LEAVE)) {
      channel.tell(word[0] == JOIN ? Pushes.join(name, who) : Pushes.leave(name, who));
    }
  }
}
