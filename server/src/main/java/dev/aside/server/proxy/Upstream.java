package dev.aside.server.proxy;

import dev.aside.http.Headers;
import dev.aside.http.OriginException;
import dev.aside.http.RequestHead;
import dev.aside.server.config.ProxyTarget;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.net.ConnectException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The connections to the origin. To be called on event loops; thread-safe. */
final class Upstream {
  private static final Set<String> CONTENTLESS_AND_SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final Vertx vertx;
  private final ProxyTarget origin;
  private final HttpClient client;

  Upstream(Vertx vertx, ProxyTarget origin) {
    this.vertx = vertx;
    this.origin = origin;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(true)
                .setPipelining(false) // one slow response must not hold others up
                .setDecompressionSupported(false) // content passes as it is
                .setConnectTimeout((int) ProxyLimits.CONNECT_TIMEOUT.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) ProxyLimits.IDLE_TIMEOUT.toMillis())
                .setMaxHeaderSize(ProxyLimits.MAX_HEADERS)
                .setSsl(origin.secure())
                .setVerifyHost(true),
            new PoolOptions()
                .setHttp1MaxSize(ProxyLimits.MAX_CONNECTIONS)
                .setMaxWaitQueueSize(ProxyLimits.MAX_WAITING));
  }

  ProxyTarget origin() {
    return origin;
  }

  /**
   * Sends a request; the response comes paused.
   *
   * @param source of the request: its client, and its content if {@code hasBody}; null: the cache
   *     itself asks
   */
  Future<HttpClientResponse> send(
      RequestHead head, Headers headers, @Nullable HttpServerRequest source, boolean hasBody) {
    boolean repeatable = !hasBody && CONTENTLESS_AND_SAFE.contains(head.method());
    return attempt(head, headers, source, hasBody, repeatable ? ProxyLimits.MAX_TRIES : 1);
  }

  private Future<HttpClientResponse> attempt(
      RequestHead head,
      Headers headers,
      @Nullable HttpServerRequest source,
      boolean hasBody,
      int tries) {
    return open(head, headers, source)
        .compose(request -> exchange(request, source, hasBody))
        .recover(
            error ->
                (tries > 1 && mayPass(error))
                    ? attempt(head, headers, source, hasBody, tries - 1)
                    : Future.failedFuture(failure(error)));
  }

  /** A request with its fields, for {@link #send} or to change the protocol with. */
  Future<HttpClientRequest> open(
      RequestHead head, Headers headers, @Nullable HttpServerRequest source) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(head.method()))
            .setHost(origin.host())
            .setPort(origin.port())
            .setSsl(origin.secure())
            .setURI(head.target());
    return client
        .request(options)
        .map(
            request -> {
              HostAndPort authority = HostAndPort.parseAuthority(head.authority(), -1);
              if (authority != null) {
                request.authority(authority);
              }
              headers.forEach(request.headers()::add);
              if (source != null) {
                ForwardedFields.addTo(request.headers(), head, source);
              }
              return request;
            });
  }

  private Future<HttpClientResponse> exchange(
      HttpClientRequest request, @Nullable HttpServerRequest source, boolean hasBody) {
    Deadline deadline = new Deadline(request);
    if (source != null) {
      request.earlyHintsHandler(hints -> source.response().writeEarlyHints(hints));
    }
    Future<HttpClientResponse> response = request.response().map(HttpClientResponse::pause);
    if (source != null && hasBody) {
      frame(request, source);
      source.pipeTo(request).onFailure(broken -> request.reset());
    } else {
      request.end();
    }
    return response
        .onComplete(done -> deadline.cancel())
        .recover(
            error ->
                Future.failedFuture(
                    deadline.isOver() ? new TimeoutException("no response in time") : error));
  }

  /** RFC 9112 section 6: a length if the client gave one, else in chunks. */
  private static void frame(HttpClientRequest request, HttpServerRequest source) {
    String length = source.getHeader("Content-Length");
    if (length != null && !source.headers().contains("Transfer-Encoding")) {
      request.putHeader("Content-Length", length);
    } else {
      request.setChunked(true);
    }
  }

  /** A connection that was kept may have been closed by the origin just when it was used. */
  private static boolean mayPass(Throwable error) {
    return !isTimeout(error) && !(error instanceof ConnectException);
  }

  private static boolean isTimeout(Throwable error) {
    return error instanceof TimeoutException || error instanceof ConnectTimeoutException;
  }

  static OriginException failure(Throwable error) {
    if (error instanceof OriginException known) {
      return known;
    }
    return isTimeout(error)
        ? OriginException.of(504, "The origin did not answer in time.", error)
        : OriginException.of(502, "The origin could not be reached or broke off.", error);
  }

  /** Ends a request whose response does not come. Confined to its event loop. */
  private final class Deadline {
    private final long timer;
    private boolean over;

    Deadline(HttpClientRequest request) {
      timer =
          vertx.setTimer(
              ProxyLimits.HEAD_TIMEOUT.toMillis(),
              now -> {
                over = true;
                request.reset();
              });
    }

    void cancel() {
      vertx.cancelTimer(timer);
    }

    boolean isOver() {
      return over;
    }
  }
}
