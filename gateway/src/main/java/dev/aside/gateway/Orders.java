package dev.aside.gateway;

import dev.aside.gateway.protocol.Json;
import java.util.List;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an operator wants of all sessions of a user, in all processes. Thread-safe. */
final class Orders {
  /** What a WebSocket may be closed with by an application (RFC 6455, section 7.4.2). */
  private static final int FIRST_CODE = 3000;

  private static final int LAST_CODE = 4999;

  private static final String DISCONNECT = "disconnect";
  private static final String UNSUBSCRIBE = "unsubscribe";
  private static final String REFRESH = "refresh";

  private final Control control;
  private final Roster roster;

  Orders(Control control, Roster roster) {
    this.control = control;
    this.roster = roster;
    control.on(DISCONNECT, (from, order) -> disconnect(order));
    control.on(UNSUBSCRIBE, (from, order) -> unsubscribe(order));
    control.on(REFRESH, (from, order) -> refresh(order));
  }

  CompletionStage<?> disconnect(String user, Disconnect why) {
    ObjectNode order = order(user).put("code", why.code()).put("reason", why.reason());
    return control.tellAll(DISCONNECT, order);
  }

  CompletionStage<?> unsubscribe(String user, String channel) {
    return control.tellAll(UNSUBSCRIBE, order(user).put("channel", channel));
  }

  CompletionStage<?> refresh(String user, long expireAtSeconds) {
    return control.tellAll(REFRESH, order(user).put("expireAt", expireAtSeconds));
  }

  private void disconnect(JsonNode order) {
    int code = order.path("code").asInt(0);
    Disconnect why =
        (code >= FIRST_CODE && code <= LAST_CODE)
            ? new Disconnect(code, order.path("reason").asString(""))
            : Disconnect.FORCE_DISCONNECT;
    sessions(order).forEach(session -> session.disconnect(why));
  }

  private void unsubscribe(JsonNode order) {
    String channel = order.path("channel").asString("");
    sessions(order).forEach(session -> session.unsubscribe(channel));
  }

  private void refresh(JsonNode order) {
    long expireAt = order.path("expireAt").asLong(0);
    sessions(order).forEach(session -> session.expireAtSeconds = expireAt);
  }

  private List<Session> sessions(JsonNode order) {
    return roster.of(order.path("user").asString(""));
  }

  private static ObjectNode order(String user) {
    if (user.isEmpty()) {
      throw new IllegalArgumentException("user: empty (expected: at least one character)");
    }
    return Json.object().put("user", user);
  }
}
