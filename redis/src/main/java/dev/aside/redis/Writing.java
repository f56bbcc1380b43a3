package dev.aside.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The connection for writes, whose heartbeat asks for the server's time. Thread-safe. */
final class Writing implements Link.Use<StatefulRedisConnection<byte[], byte[]>> {
  private final ServerClock clock;
  private final Runnable changed;

  /** Sets {@code clock} and calls {@code changed} when the connection comes or goes. */
  Writing(ServerClock clock, Runnable changed) {
    this.clock = clock;
    this.changed = changed;
  }

  @Override
  public CompletionStage<?> probe(StatefulRedisConnection<byte[], byte[]> connection) {
    return connection.async().time().thenAccept(clock::answered);
  }

  @Override
  public void up(StatefulRedisConnection<byte[], byte[]> connection, Consumer<String> giveUp) {
    changed.run();
  }

  @Override
  public void down() {
    changed.run();
  }
}
