package dev.aside.server.live;

import dev.aside.server.http.Answer;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Problem;
import dev.aside.server.http.Route;
import dev.aside.spi.TimeSource;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The routes on which clients listen to channels. Thread-safe. */
public final class ChannelRoutes {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Hub hub;
  private final SessionLimits limits;
  private final LiveMeters meters;
  private final TimeSource time;

  private ChannelRoutes(Hub hub, SessionLimits limits, LiveMeters meters, TimeSource time) {
    this.hub = hub;
    this.limits = limits;
    this.meters = meters;
    this.time = time;
  }

  /** The routes over {@code hub}. */
  public static List<Route> of(Hub hub, SessionLimits limits, LiveMeters meters, TimeSource time) {
    ChannelRoutes routes = new ChannelRoutes(hub, limits, meters, time);
    return List.of(
        Route.at("/chat").stream(exchange -> routes.webSocket(exchange, ChannelName.DEFAULT)),
        Route.at("/channels/{channel}").stream(
            exchange -> routes.webSocket(exchange, named(exchange))),
        Route.at("/channels/{channel}/events").stream(routes::events));
  }

  private void webSocket(Exchange exchange, String channel) {
    HttpServerRequest request = exchange.request();
    if (!request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
      Problem problem =
          Problem.of(
              426, "This path is a WebSocket; events are at /channels/" + channel + "/events.");
      exchange.send(Answer.problem(problem).header("Upgrade", "websocket"));
      return;
    }
    exchange.requireOwnOrigin();
    WebSocketSession session = new WebSocketSession(exchange.loop(), time, meters);
    Seat seat = seat(exchange, channel, session, meters.webSockets);
    request.pause(); // the handshake wants to see its end
    exchange.then(seat.join(time), ready -> shakeHands(exchange, session, seat));
  }

  private static void shakeHands(Exchange exchange, WebSocketSession session, Seat seat) {
    if (!exchange.isOpen()) {
      return; // gone while we waited; the seat is free already
    }
    exchange
        .request()
        .toWebSocket() // if the handshake is not right, Vert.x answers so, and the seat is freed
        .onSuccess(socket -> open(exchange, socket, session, seat));
    exchange.request().resume();
  }

  private static void open(
      Exchange exchange, ServerWebSocket socket, WebSocketSession session, Seat seat) {
    exchange.becomeStream(SWITCHING_PROTOCOLS);
    socket.closeHandler(
        gone -> {
          seat.release();
          exchange.upgradedClosed();
        });
    session.open(socket);
  }

  private void events(Exchange exchange) {
    String channel = named(exchange);
    exchange.requireOwnOrigin();
    EventStreamSession session =
        new EventStreamSession(
            exchange.loop(), exchange.request(), time, meters, ChannelTopics.keepsHistory(channel));
    session.hello();
    String lastEventId = ChannelTopics.keepsHistory(channel) ? lastEventId(exchange) : null;
    if (lastEventId != null) {
      session.expectPast();
    }
    Seat seat = seat(exchange, channel, session, meters.eventStreams);
    exchange.then(
        seat.join(time),
        ready -> {
          if (exchange.isOpen()) {
            exchange.stream("text/event-stream");
            session.open();
            if (lastEventId != null) {
              resume(session, channel, lastEventId);
            }
          }
        });
  }

  /** Browsers send the header when they come back; a page that begins can say it in the query. */
  private static @Nullable String lastEventId(Exchange exchange) {
    String header = exchange.header("Last-Event-ID");
    return (header != null) ? header : exchange.request().params().get("lastEventId");
  }

  private void resume(EventStreamSession session, String channel, String lastEventId) {
    Past.read(hub.topics().of(channel), lastEventId)
        .whenComplete(
            (past, error) ->
                session
                    .loop()
                    .runLater(
                        () -> {
                          if (error == null) {
                            session.resume(past);
                          } else {
                            session.cannotResume();
                          }
                        }));
  }

  private Seat seat(Exchange exchange, String channel, Session session, AtomicInteger gauge) {
    String address = exchange.request().remoteAddress().hostAddress();
    Seat seat = Seat.take(hub, limits, gauge, channel, session, String.valueOf(address));
    exchange.afterwards(seat::release);
    return seat;
  }

  private static String named(Exchange exchange) {
    return ChannelName.check(exchange.parameter("channel"));
  }
}
