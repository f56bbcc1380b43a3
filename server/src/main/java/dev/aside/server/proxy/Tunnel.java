package dev.aside.server.proxy;

import dev.aside.http.RequestHead;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Refusal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;
import java.util.Locale;

/**
 * Passes a change of the protocol through, such as to WebSocket (RFC 9110 section 7.8): after it
 * bytes go both ways as they are, each side at the other's pace. Confined to its event loop.
 */
final class Tunnel {
  private final Upstream upstream;
  private final Exchange exchange;
  private final RequestHead head;

  Tunnel(Upstream upstream, Exchange exchange, RequestHead head) {
    this.upstream = upstream;
    this.exchange = exchange;
    this.head = head;
  }

  void open() {
    HttpServerRequest request = exchange.request();
    request.pause();
    exchange.suspendDeadline();
    upstream
        .open(head, head.headers(), request)
        .compose(this::ask)
        .onSuccess(this::answered)
        .onFailure(error -> exchange.fail(Refusal.of(502, "The origin could not be reached.")));
  }

  private Future<HttpClientResponse> ask(HttpClientRequest request) {
    request.putHeader("Connection", "Upgrade");
    request.putHeader("Upgrade", exchange.request().getHeader("Upgrade"));
    return request.connect();
  }

  private void answered(HttpClientResponse answer) {
    HttpServerResponse to = exchange.request().response();
    if (!exchange.isOpen()) {
      answer.request().reset();
      return;
    }
    to.setStatusCode(answer.statusCode());
    answer.headers().forEach(field -> to.headers().add(field.getKey(), field.getValue()));
    if (answer.statusCode() == 101) {
      exchange.becomeStream(101);
      exchange.request().toNetSocket().onSuccess(socket -> join(socket, answer.netSocket()));
    } else {
      answer.pause();
      exchange.request().resume();
      if (!answer.headers().contains("Content-Length")) {
        to.setChunked(true);
      }
      answer.pipeTo(to);
    }
  }

  private void join(NetSocket client, NetSocket origin) {
    client.pipeTo(origin);
    origin.pipeTo(client);
    client.closeHandler(
        closed -> {
          exchange.upgradedClosed();
          origin.close();
        });
    origin.closeHandler(closed -> client.close());
  }

  /** Whether a request asks for another protocol. */
  static boolean isWanted(HttpServerRequest request) {
    String connection = request.getHeader("Connection");
    return request.getHeader("Upgrade") != null
        && connection != null
        && connection.toLowerCase(Locale.ROOT).contains("upgrade");
  }
}
