package dev.aside.server.gateway;

import dev.aside.gateway.Gateway;
import dev.aside.gateway.Session;
import dev.aside.server.http.Answer;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Problem;
import dev.aside.server.http.Route;
import dev.aside.server.live.LiveMeters;
import dev.aside.server.live.SessionLimits;
import dev.aside.spi.TimeSource;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;

/** The routes on which clients of the Centrifuge protocol connect. Thread-safe. */
public final class ConnectionRoutes {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Gateway gateway;
  private final SessionLimits limits;
  private final LiveMeters meters;
  private final TimeSource time;

  private ConnectionRoutes(
      Gateway gateway, SessionLimits limits, LiveMeters meters, TimeSource time) {
    this.gateway = gateway;
    this.limits = limits;
    this.meters = meters;
    this.time = time;
  }

  /** The routes of {@code gateway}. */
  public static List<Route> of(
      Gateway gateway, SessionLimits limits, LiveMeters meters, TimeSource time) {
    ConnectionRoutes routes = new ConnectionRoutes(gateway, limits, meters, time);
    return List.of(Route.at("/connection/websocket").stream(routes::webSocket));
  }

  private void webSocket(Exchange exchange) {
    if (!exchange.request().headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
      Problem problem = Problem.of(426, "This path is a WebSocket.");
      exchange.send(Answer.problem(problem).header("Upgrade", "websocket"));
      return;
    }
    exchange.requireOwnOrigin();
    Place place = Place.take(exchange, limits, meters);
    exchange
        .request()
        .toWebSocket() // if the handshake is not right, Vert.x answers so, and the place is freed
        .onSuccess(socket -> open(exchange, socket, place));
  }

  private void open(Exchange exchange, ServerWebSocket socket, Place place) {
    exchange.becomeStream(SWITCHING_PROTOCOLS);
    WebSocketDoor door = new WebSocketDoor(exchange.loop(), time);
    Session session = gateway.open(door, place.address());
    socket.closeHandler(
        gone -> {
          session.closed();
          place.release();
          exchange.upgradedClosed();
        });
    door.open(socket, session);
  }
}
