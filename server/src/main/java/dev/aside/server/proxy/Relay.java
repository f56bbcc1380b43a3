package dev.aside.server.proxy;

import dev.aside.http.OriginException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Passes one content from the origin to a client as it comes, and keeps a copy of it up to a limit.
 * While it is being kept, others wait for it, so it is read without regard to a slow client: no
 * more than the limit can wait then. Afterwards the client sets the pace. Confined to its event
 * loop.
 */
final class Relay {
  private final HttpClientResponse from;
  private final @Nullable HttpServerResponse to;
  private final int keepBytes;
  private final CompletableFuture<byte @Nullable []> kept = new CompletableFuture<>();
  private @Nullable Buffer copy;
  private boolean clientIsThere;

  /**
   * A relay.
   *
   * @param to null: the content is for the cache alone
   */
  Relay(HttpClientResponse from, @Nullable HttpServerResponse to, int keepBytes) {
    this.from = from;
    this.to = to;
    this.keepBytes = keepBytes;
    this.copy = (keepBytes > 0) ? Buffer.buffer() : null;
    this.clientIsThere = to != null;
  }

  /** The content; null as soon as it is not kept; fails if the origin breaks off. */
  CompletableFuture<byte @Nullable []> kept() {
    return kept;
  }

  void start() {
    if (copy == null) {
      kept.complete(null);
    }
    from.handler(this::part);
    from.endHandler(end -> ended());
    from.exceptionHandler(this::broken);
    from.resume();
    if (!clientIsThere && copy == null) {
      from.request().reset(); // for nobody
    }
  }

  /** The client has gone; what others wait for is read on. */
  void clientLeft() {
    clientIsThere = false;
    if (copy == null) {
      from.request().reset();
    } else {
      from.resume();
    }
  }

  private void part(Buffer part) {
    if (copy != null) {
      keep(part);
    }
    if (clientIsThere && to != null) {
      to.write(part);
      if (copy == null && to.writeQueueFull()) {
        from.pause();
        to.drainHandler(drained -> from.resume());
      }
    }
  }

  private void keep(Buffer part) {
    if (copy != null && copy.length() + part.length() <= keepBytes) {
      copy.appendBuffer(part);
      return;
    }
    copy = null;
    kept.complete(null);
    if (!clientIsThere) {
      from.request().reset();
    }
  }

  private void ended() {
    if (copy != null) {
      kept.complete(copy.getBytes());
    }
    if (clientIsThere && to != null) {
      clientIsThere = false;
      to.end();
    }
  }

  /** The client sees that something is missing: its connection ends before the content does. */
  private void broken(Throwable error) {
    kept.completeExceptionally(OriginException.of(502, "The origin broke off.", error));
    if (clientIsThere && to != null) {
      clientIsThere = false;
      to.reset();
    }
  }
}
