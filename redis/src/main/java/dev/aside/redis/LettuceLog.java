package dev.aside.redis;

import dev.aside.spi.Broker;
import dev.aside.spi.MessageLog;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Messages kept in Redis Streams. One script numbers a message, keeps and sends it, so that their
 * numbers are in the order of delivery. Thread-safe.
 *
 * <pre>
 *   aside:log:{name}             stream; the id of an entry is offset-millis, its one field "m"
 *   aside:log:{name}:known       hash: epoch, newest offset, ...; see append-message.lua
 *   aside:log:{name}:once:key    hash: where the message with this idempotency key stands
 * </pre>
 *
 * <p>The channel has the name of the stream; what is sent is told in {@link NumberedMessage}.
 */
final class LettuceLog implements MessageLog {
  /** A page of larger messages is shorter; but one message is always in it. */
  static final int MAX_PAGE_BYTES = 4 << 20;

  /**
   * What is known of a topic lives so much longer than its messages: for clients that were away.
   */
  private static final Duration MEMORY = Duration.ofDays(30);

  private static final String PREFIX = "aside:log:";

  /** Epoch, newest offset, start and completeness come before the messages. */
  private static final int HEAD = 4;

  private final Link<StatefulRedisConnection<byte[], byte[]>> link;
  private final Broker broker;
  private final Supplier<String> runId;
  private final String keyPrefix;
  private final RandomGenerator random;
  private final ScriptRunner scripts = new ScriptRunner();

  /**
   * A log on the connection for writes: a reading may begin a new epoch.
   *
   * @param runId which life of which server that connection goes to now; empty: not known
   */
  LettuceLog(
      Link<StatefulRedisConnection<byte[], byte[]>> link,
      Broker broker,
      Supplier<String> runId,
      String keyPrefix,
      RandomGenerator random) {
    this.link = link;
    this.broker = broker;
    this.runId = runId;
    this.keyPrefix = keyPrefix;
    this.random = random;
  }

  @Override
  public CompletionStage<Place> append(
      String topic, byte[] payload, Retention retention, @Nullable String onceKey) {
    String stream = stream(topic);
    byte[] known = bytes(known(stream));
    byte[][] keys =
        (onceKey == null)
            ? new byte[][] {bytes(stream), known}
            : new byte[][] {bytes(stream), known, bytes(stream + ":once:" + onceKey)};
    return run(
            Script.APPEND_MESSAGE,
            keys,
            number(retention.size()),
            number(retention.keepMillis()),
            number(retention.keepMillis() + MEMORY.toMillis()),
            number(retention.onceMillis()),
            bytes(stream),
            payload)
        .thenApply(reply -> new Place(text(reply.get(0)), (Long) reply.get(1)));
  }

  @Override
  public CompletionStage<Page> after(String topic, Place from, int limit, Retention retention) {
    return read(topic, "after", from, limit, retention);
  }

  @Override
  public CompletionStage<Page> newest(String topic, int limit, Retention retention) {
    return read(topic, "newest", Place.OLDEST, limit, retention);
  }

  @Override
  public CompletionStage<Page> check(String topic, Place seen, int limit, Retention retention) {
    return read(topic, "check", seen, limit, retention);
  }

  private CompletionStage<Page> read(
      String topic, String mode, Place from, int limit, Retention retention) {
    String stream = stream(topic);
    return run(
            Script.READ_MESSAGES,
            new byte[][] {bytes(stream), bytes(known(stream))},
            bytes(mode),
            bytes(from.epoch()),
            number(from.offset()),
            number(limit),
            number(MAX_PAGE_BYTES),
            number(retention.keepMillis()))
        .thenApply(LettuceLog::page);
  }

  /** The run id is that of the connection on which the script is sent. */
  private CompletionStage<List<Object>> run(Script script, byte[][] keys, byte[]... arguments) {
    return link.begin(
        () -> {
          var redis = link.require().async();
          byte[][] all = new byte[arguments.length + 2][];
          all[0] = bytes(HexFormat.of().toHexDigits(random.nextLong()));
          all[1] = bytes(runId.get());
          System.arraycopy(arguments, 0, all, 2, arguments.length);
          return scripts.run(redis, script, ScriptOutputType.MULTI, keys, all);
        });
  }

  private static Page page(List<Object> reply) {
    String epoch = text(reply.get(0));
    Place top = new Place(epoch, (Long) reply.get(1));
    Place start = new Place(epoch, (Long) reply.get(2));
    boolean isComplete = (Long) reply.get(3) == 1;
    List<Entry> entries = new ArrayList<>((reply.size() - HEAD) / 2);
    for (int i = HEAD; i < reply.size(); i += 2) {
      entries.add(new Entry((Long) reply.get(i), (byte[]) reply.get(i + 1)));
    }
    return new Page(start, top, isComplete, entries);
  }

  @Override
  public CompletionStage<@Nullable Void> subscribe(String topic, Receiver receiver) {
    return broker.subscribe(stream(topic), new Incoming(receiver));
  }

  @Override
  public CompletionStage<@Nullable Void> unsubscribe(String topic) {
    return broker.unsubscribe(stream(topic));
  }

  private String stream(String topic) {
    return keyPrefix + PREFIX + "{" + topic + "}"; // in a cluster all keys of a topic are together
  }

  private static String known(String stream) {
    return stream + ":known";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] number(long value) {
    return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  /** Takes the number off what comes in. */
  private record Incoming(Receiver receiver) implements Broker.Receiver {
    @Override
    public void message(byte[] payload) {
      NumberedMessage message = NumberedMessage.read(payload);
      if (message != null) { // else somebody else has written on the channel
        receiver.message(message.place(), message.payload());
      }
    }

    @Override
    public void gap() {
      receiver.gap();
    }
  }
}
