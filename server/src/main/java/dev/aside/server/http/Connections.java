package dev.aside.server.http;

import dev.aside.spi.TimeSource;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections and how long each may stay as it is. Deadlines are looked at once a second,
 * which costs a request two field writes and no timer. Thread-safe.
 */
final class Connections {
  private final Map<HttpConnection, Deadline> open = new ConcurrentHashMap<>();
  private final TimeSource time;
  private final WebConfig.Patience patience;

  Connections(TimeSource time, WebConfig.Patience patience) {
    this.time = time;
    this.patience = patience;
  }

  /** A connection was accepted. */
  void opened(HttpConnection connection) {
    if (open.size() >= Limits.MAX_CONNECTIONS) {
      connection.close();
      return;
    }
    open.put(connection, new Deadline(time.nanoTime() + patience.firstRequest().toNanos()));
    connection.closeHandler(nothing -> closed(connection));
  }

  /** A connection is gone. Vert.x does not say so of one that has changed its protocol. */
  void closed(HttpConnection connection) {
    open.remove(connection);
  }

  /** A connection has this much longer to reach its next state. */
  void expectWithin(HttpConnection connection, Duration wait) {
    Deadline deadline = open.get(connection);
    if (deadline != null) {
      deadline.nanos = time.nanoTime() + wait.toNanos();
      deadline.none = false;
    }
  }

  /** A connection may stay as long as it likes: it carries a stream that has limits of its own. */
  void expectNothing(HttpConnection connection) {
    Deadline deadline = open.get(connection);
    if (deadline != null) {
      deadline.none = true;
    }
  }

  int count() {
    return open.size();
  }

  /** Closes what has overstayed. */
  void sweep() {
    long now = time.nanoTime();
    open.forEach(
        (connection, deadline) -> {
          if (!deadline.none && now - deadline.nanos >= 0) {
            connection.close();
          }
        });
  }

  /** Written by the connection's loop, read by the sweep; being a second late does no harm. */
  private static final class Deadline {
    volatile long nanos;
    volatile boolean none;

    Deadline(long nanos) {
      this.nanos = nanos;
    }
  }
}
