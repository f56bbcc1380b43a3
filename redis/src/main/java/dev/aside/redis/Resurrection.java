package dev.aside.redis;

import dev.aside.redis.Limitations.Topic;
import dev.aside.spi.TimeSource;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the server has come back with data from its disk, in which entries live again that
 * were removed since, and runs what is to be done about it. Each new connection asks; the tasks run
 * when there is one for writes, and until what they have sent was executed no connection for reads
 * is used. Thread-safe: decides under its lock, runs and sends outside of it.
 */
final class Resurrection {
  private static final Logger LOG = System.getLogger(Resurrection.class.getName());

  /**
   * Questions on the connection for writes, one after the other, until what the tasks have sent was
   * executed: a script that the server has forgotten is sent up to three times.
   */
  private static final int ROUND_TRIPS = 3;

  private static final String BLIND =
      "it does not let us see whether it has come back with old data (expected: +info): ";

  private final TimeSource time;
  private final Limitations limitations;
  private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
  private @Nullable Incarnation last; // guarded by this
  private long heardNanos; // guarded by this; of the last one
  private long heardMillis; // guarded by this
  private boolean isDue; // guarded by this; tasks are to be run
  private @Nullable Consumer<String> renewWrites; // guarded by this; null: not connected
  private CompletableFuture<@Nullable Void> settled = // guarded by this
      CompletableFuture.completedFuture(null);

  Resurrection(TimeSource time, Limitations limitations) {
    this.time = time;
    this.limitations = limitations;
    heard();
  }

  /** From now on runs {@code task} too. */
  void add(Runnable task) {
    tasks.add(task);
  }

  /** The server that was seen last is there. */
  synchronized void heard() {
    heardNanos = time.nanoTime();
    heardMillis = time.wallMillis();
  }

  /**
   * Looks who answers on a new connection; completes normally unless the connection fails.
   *
   * @return what the server was given at its start, which no other life of it has; empty if it does
   *     not let us see that
   */
  CompletionStage<String> look(StatefulRedisConnection<byte[], byte[]> connection) {
    return Link.send(() -> connection.async().info()).handle(this::seen);
  }

  /** Completes when what is read is what is to be read. */
  synchronized CompletionStage<@Nullable Void> settled() {
    return settled.copy();
  }

  private String seen(@Nullable String info, @Nullable Throwable error) {
    if (error != null && !(error instanceof RedisCommandExecutionException)) {
      throw new CompletionException(error); // the connection's
    }
    Incarnation now = (info == null) ? null : Incarnation.read(info);
    if (now == null) {
      LOG.log(Level.DEBUG, "INFO tells nothing", error);
      limitations.put(
          Topic.RESURRECTION,
          BLIND + ((error == null) ? "INFO names no run_id" : Diagnosis.of(error)));
      return "";
    }
    limitations.clear(Topic.RESURRECTION);
    Consumer<String> renew = null;
    synchronized (this) {
      boolean isResurrection = last != null && now.isResurrectionOf(last, sinceHeard());
      if (isResurrection) {
        isDue = true;
        settled = settled.isDone() ? new CompletableFuture<>() : settled;
        renew = renewWrites;
      }
      last = now;
      heard();
    }
    if (renew != null) { // it was there first, and nobody would run the tasks
      renew.accept("connected to a server of before it came back with old data");
    }
    return now.runId();
  }

  /** By the clock that has counted more: one may have stood still. */
  private Duration sinceHeard() {
    long millis = TimeUnit.NANOSECONDS.toMillis(time.nanoTime() - heardNanos);
    return Duration.ofMillis(Math.max(millis, time.wallMillis() - heardMillis));
  }

  /**
   * There is a connection for writes: runs the tasks if they are due.
   *
   * @param giveUp to be told should they not be done by it; they are due again then
   */
  void writesUp(StatefulRedisConnection<byte[], byte[]> connection, Consumer<String> giveUp) {
    synchronized (this) {
      renewWrites = giveUp;
      if (!isDue) {
        return;
      }
      isDue = false;
    }
    LOG.log(
        Level.WARNING,
        "Redis has come back with data from its disk, in which removed entries may live again"
            + " (expected of a cache: save \"\" and appendonly no)");
    tasks.forEach(Resurrection::run);
    settle(connection, giveUp, ROUND_TRIPS);
  }

  /** There is none any more. */
  synchronized void writesDown() {
    renewWrites = null;
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) { // a fault of the task, not of the connection
      LOG.log(Level.WARNING, "A task to run on resurrection failed", e);
    }
  }

  private void settle(
      StatefulRedisConnection<byte[], byte[]> connection, Consumer<String> giveUp, int roundTrips) {
    Link.send(() -> connection.async().ping())
        .whenComplete(
            (pong, error) -> {
              if (error != null) {
                failed();
                giveUp.accept("connected, but it is not known whether old data is gone");
              } else if (roundTrips > 1) {
                settle(connection, giveUp, roundTrips - 1);
              } else {
                done();
              }
            });
  }

  private synchronized void failed() {
    isDue = true;
  }

  private void done() {
    CompletableFuture<@Nullable Void> waiting;
    synchronized (this) {
      waiting = isDue ? null : settled;
    }
    if (waiting != null) {
      waiting.complete(null); // outside of the lock: a connection for reads goes on from here
    }
  }
}
