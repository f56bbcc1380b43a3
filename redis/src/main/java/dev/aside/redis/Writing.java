package dev.aside.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The connection for writes, whose heartbeat asks for the server's time. Thread-safe. */
final class Writing implements Link.Use<StatefulRedisConnection<byte[], byte[]>> {
  private final ServerClock clock;
  private final Resurrection resurrection;
  private final Runnable come;
  private final Runnable gone;
  private volatile String runId = ""; // written before the connection is used

  /** Sets {@code clock}; calls {@code come} and {@code gone} when the connection comes and goes. */
  Writing(ServerClock clock, Resurrection resurrection, Runnable come, Runnable gone) {
    this.clock = clock;
    this.resurrection = resurrection;
    this.come = come;
    this.gone = gone;
  }

  @Override
  public CompletionStage<?> prepare(StatefulRedisConnection<byte[], byte[]> connection) {
    return resurrection
        .look(connection)
        .thenCompose(
            seen -> {
              runId = seen;
              return connection.async().ping(); // unlike TIME, refused by one that is loading
            })
        .thenCompose(pong -> probe(connection));
  }

  /** Which life of which server the connection goes to; empty: not known. */
  String runId() {
    return runId;
  }

  @Override
  public CompletionStage<?> probe(StatefulRedisConnection<byte[], byte[]> connection) {
    return connection
        .async()
        .time()
        .thenAccept(
            answer -> {
              clock.answered(answer);
              resurrection.heard();
            });
  }

  @Override
  public void up(StatefulRedisConnection<byte[], byte[]> connection, Consumer<String> giveUp) {
    resurrection.writesUp(connection, giveUp);
    come.run();
  }

  @Override
  public void down() {
    resurrection.writesDown();
    gone.run();
  }
}
