package dev.aside.redis;

import dev.aside.spi.TimeSource;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection for reads. The server remembers what was read on it and announces each change, in
 * order with its answers: so an answered PING says that all changes before it have been announced.
 * That holds in the default mode of CLIENT TRACKING only, and only without NOLOOP, which loses what
 * the server evicts during a command of ours. Thread-safe.
 */
final class TrackedReads implements Link.Use<StatefulRedisConnection<byte[], byte[]>> {
  /** Heartbeats per permitted lag, so that one that is late does no harm. */
  private static final int BEATS_PER_LAG = 4;

  private final TimeSource time;
  private final Epochs epochs;
  private final Canary canary;
  private final Resurrection resurrection;
  private final Runnable come;
  private final Runnable gone;
  private final Suspension suspension;
  private volatile @Nullable Throwable refusal; // by the connection being prepared, or up

  /** Calls {@code come} and {@code gone} when the connection comes and goes. */
  TrackedReads(
      TimeSource time,
      Epochs epochs,
      Canary canary,
      Resurrection resurrection,
      Runnable come,
      Runnable gone) {
    this.time = time;
    this.epochs = epochs;
    this.canary = canary;
    this.resurrection = resurrection;
    this.come = come;
    this.gone = gone;
    this.suspension = new Suspension(time);
  }

  @Override
  public CompletionStage<?> prepare(StatefulRedisConnection<byte[], byte[]> connection) {
    connection.addListener(this::pushed);
    return connection
        .async()
        .clientTracking(TrackingArgs.Builder.enabled())
        .handle((ok, error) -> tracked(error))
        .thenCompose(answered -> resurrection.look(connection))
        .thenCompose(seen -> resurrection.settled())
        .thenCompose(settled -> probe(connection));
  }

  /** A server that refuses is read all the same, without copies; other errors are the link's. */
  private boolean tracked(@Nullable Throwable error) {
    if (error != null && !(error instanceof RedisCommandExecutionException)) {
      throw new CompletionException(error);
    }
    refusal = error;
    return error == null;
  }

  @Override
  public CompletionStage<?> probe(StatefulRedisConnection<byte[], byte[]> connection) {
    if (suspension.look()) { // barriers from before it look newer than they are
      epochs.renew();
    }
    long askedNanos = time.nanoTime();
    return connection.async().ping().thenAccept(pong -> passed(connection, askedNanos));
  }

  /** The announcements before it have been heard: Lettuce hands over in the order of the stream. */
  private void passed(StatefulRedisConnection<byte[], byte[]> connection, long askedNanos) {
    epochs.passed(askedNanos);
    canary.passed(connection, askedNanos);
  }

  @Override
  public Duration heartbeat() {
    return Duration.ofNanos(Math.min(Link.HEARTBEAT.toNanos(), epochs.lagNanos() / BEATS_PER_LAG));
  }

  @Override
  public void up(StatefulRedisConnection<byte[], byte[]> connection, Consumer<String> giveUp) {
    canary.up(connection, refusal);
    come.run();
  }

  @Override
  public void down() {
    canary.down();
    gone.run();
  }

  private void pushed(PushMessage push) {
    if (!push.getType().equals("invalidate")) {
      return;
    }
    List<Object> content = push.getContent(TrackedReads::copy);
    if (content.size() > 1 && content.get(1) instanceof List<?> keys) {
      keys.forEach(this::announce);
    } else { // FLUSHALL or FLUSHDB: everything has changed
      epochs.renew();
      canary.heard();
    }
  }

  private void announce(Object key) {
    if (key instanceof byte[] bytes) {
      if (canary.isKey(bytes)) {
        canary.heard();
      } else {
        epochs.changed(bytes);
      }
    }
  }

  /** The buffer is used again when we return. */
  private static byte[] copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
