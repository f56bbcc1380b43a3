package dev.aside.server.proxy;

import dev.aside.http.HttpCache;
import dev.aside.http.RequestHead;
import dev.aside.server.config.ProxyTarget;
import dev.aside.server.http.Endpoint;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Objects;

/** Stands in front of an origin, with a cache. Thread-safe. */
public final class Proxy implements Endpoint {
  private final HttpCache cache;
  private final Upstream upstream;

  private Proxy(HttpCache cache, Upstream upstream) {
    this.cache = cache;
    this.upstream = upstream;
  }

  /** A proxy in front of {@code origin}. */
  public static Proxy of(Vertx vertx, HttpCache cache, ProxyTarget origin) {
    return new Proxy(cache, new Upstream(vertx, origin));
  }

  @Override
  public void handle(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    boolean hasBody = hasBody(request);
    if (hasBody) {
      request.pause(); // until it is known where it goes
      if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
        request.response().writeContinue();
      }
    }
    RequestHead head = head(request);
    if (Tunnel.isWanted(request)) {
      new Tunnel(upstream, exchange, head).open();
    } else {
      cache.handle(
          new ProxyExchange(
              upstream,
              Objects.requireNonNull(Vertx.currentContext(), "context"),
              head,
              hasBody,
              exchange));
    }
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  private RequestHead head(HttpServerRequest request) {
    String target = request.uri();
    boolean isPath = target.startsWith("/");
    if (!isPath && !(target.equals("*") && request.method().equals(HttpMethod.OPTIONS))) {
      throw Refusal.of(400, "The request's target is not a path (expected: /...).");
    }
    HostAndPort authority = request.authority();
    String host = (authority == null) ? request.getHeader(HttpHeaders.HOST) : authority.toString();
    if (host == null) { // HTTP/1.0
      host = upstream.origin().host();
    }
    return RequestHead.of(
        request.method().name(),
        request.isSSL() ? "https" : "http",
        host,
        target,
        ForwardedFields.of(request.headers()));
  }
}
