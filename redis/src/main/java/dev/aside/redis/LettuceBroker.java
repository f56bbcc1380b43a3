package dev.aside.redis;

import dev.aside.spi.Broker;
import dev.aside.spi.TimeSource;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages on Redis: published on the connection for writes, received on one of their own.
 * Lettuce's own list of subscriptions is not used: it is renewed by one command for all channels,
 * which fails as a whole if the server refuses one of them. Thread-safe.
 */
final class LettuceBroker
    implements Broker, Link.Use<StatefulRedisPubSubConnection<byte[], byte[]>> {
  /** How long after a refusal the server is asked again. */
  static final Duration RETRY = Duration.ofSeconds(5);

  private static final String PURPOSE = "subscriptions";

  /** What is wrong while it is not proven that messages arrive. */
  private static final String DELIVERY = "delivery";

  private final Link<StatefulRedisConnection<byte[], byte[]>> writes;
  private final TimeSource time;
  private final Troubles troubles;
  private final Subscriptions subscriptions = new Subscriptions();
  private final AtomicBoolean retrying = new AtomicBoolean();
  private final String echoChannel;
  private volatile @Nullable Echo echo; // of the present connection; written by up and down

  /**
   * @param echoChannel a channel of this process alone, on which it publishes to itself
   */
  LettuceBroker(
      Link<StatefulRedisConnection<byte[], byte[]>> writes,
      TimeSource time,
      Troubles troubles,
      String echoChannel) {
    this.writes = writes;
    this.time = time;
    this.troubles = troubles;
    this.echoChannel = echoChannel;
  }

  @Override
  public CompletionStage<Long> publish(String channel, byte[] payload) {
    return writes.begin(() -> writes.require().async().publish(bytes(channel), payload));
  }

  @Override
  public CompletionStage<@Nullable Void> subscribe(String channel, Receiver receiver) {
    return subscriptions.add(channel, receiver);
  }

  @Override
  public CompletionStage<@Nullable Void> unsubscribe(String channel) {
    return subscriptions.remove(channel);
  }

  @Override
  public CompletionStage<?> probe(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    return connection.async().ping();
  }

  @Override
  public void up(
      StatefulRedisPubSubConnection<byte[], byte[]> connection, Consumer<String> giveUp) {
    Echo mine =
        new Echo(
            time,
            () -> !subscriptions.isEmpty(),
            payload -> publish(echoChannel, payload),
            this::delivers,
            why -> deliversNothing(why, giveUp));
    echo = mine;
    connection.addListener(new Incoming(mine));
    subscriptions.up(new Outgoing(connection.async(), giveUp));
    Link.send(() -> connection.async().subscribe(bytes(echoChannel)))
        .whenComplete((done, error) -> echoRefused(error));
  }

  /** Where the server does not let us, nothing is proven, and everything else works. */
  private void echoRefused(@Nullable Throwable error) {
    if (error instanceof RedisCommandExecutionException) {
      delivers();
    }
  }

  private void delivers() {
    troubles.clear(DELIVERY);
    troubles.steady(DELIVERY);
  }

  /** The trouble stays until a later connection has proven that it delivers. */
  private void deliversNothing(String why, Consumer<String> giveUp) {
    troubles.add(DELIVERY, why);
    giveUp.accept(why);
  }

  @Override
  public void down() {
    Echo last = echo;
    if (last != null) {
      last.end();
    }
    subscriptions.down();
    noneRefused();
  }

  void close() {
    subscriptions.close();
  }

  private void refused(Throwable error) {
    troubles.add(PURPOSE, Diagnosis.of(error));
    if (retrying.compareAndSet(false, true)) {
      time.schedule(RETRY, this::retry);
    }
  }

  private void retry() {
    retrying.set(false);
    subscriptions.retry();
  }

  private void noneRefused() {
    troubles.clear(PURPOSE);
    troubles.steady(PURPOSE);
  }

  private static byte[] bytes(String channel) {
    return channel.getBytes(StandardCharsets.UTF_8);
  }

  /** Sends the commands of the subscriptions on one connection. */
  private final class Outgoing implements Subscriptions.Commands {
    private final RedisPubSubAsyncCommands<byte[], byte[]> redis;
    private final Consumer<String> giveUp;

    Outgoing(RedisPubSubAsyncCommands<byte[], byte[]> redis, Consumer<String> giveUp) {
      this.redis = redis;
      this.giveUp = giveUp;
    }

    @Override
    public void subscribe(String channel) {
      Link.send(() -> redis.subscribe(bytes(channel)))
          .whenComplete((done, error) -> answered(channel, error));
    }

    @Override
    public void unsubscribe(String channel) {
      Link.send(() -> redis.unsubscribe(bytes(channel)))
          .whenComplete((done, error) -> answered(null, error));
    }

    /** What is confirmed comes in by {@link Incoming}, in its place among the messages. */
    private void answered(@Nullable String asked, @Nullable Throwable error) {
      if (error == null) {
        return;
      }
      if (asked != null && error instanceof RedisCommandExecutionException) {
        subscriptions.refused(this, asked);
        refused(error);
      } else if (redis.getStatefulConnection().isOpen()) { // not known what the server did
        giveUp.accept("connected, but a subscription was not answered");
      }
    }
  }

  /** What comes in on one connection, in order, on one I/O thread. */
  private final class Incoming extends RedisPubSubAdapter<byte[], byte[]> {
    private final Echo echo;

    Incoming(Echo echo) {
      this.echo = echo;
    }

    @Override
    public void message(byte[] channel, byte[] payload) {
      String name = text(channel);
      if (name.equals(echoChannel)) {
        echo.heard(payload);
      } else {
        subscriptions.message(name, payload);
      }
    }

    @Override
    public void subscribed(byte[] channel, long count) {
      String name = text(channel);
      if (name.equals(echoChannel)) {
        echo.begin();
        return;
      }
      subscriptions.subscribed(name);
      if (!subscriptions.anyRefused()) {
        noneRefused();
      }
    }

    @Override
    public void unsubscribed(byte[] channel, long count) {
      subscriptions.unsubscribed(text(channel));
    }

    private static String text(byte[] channel) {
      return new String(channel, StandardCharsets.UTF_8);
    }
  }
}
