package dev.aside.server.gateway;

import dev.aside.gateway.ServerApi;
import dev.aside.server.config.ApiKeys;
import dev.aside.server.http.Answer;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Limits;
import dev.aside.server.http.Refusal;
import dev.aside.server.http.Route;
import java.util.List;

/** The routes on which an application's backend speaks to the gateway, by a key. Thread-safe. */
public final class ApiRoutes {
  private final ServerApi api;
  private final ApiKeys keys;

  private ApiRoutes(ServerApi api, ApiKeys keys) {
    this.api = api;
    this.keys = keys;
  }

  /** The routes; without keys there are none. */
  public static List<Route> of(ServerApi api, ApiKeys keys) {
    ApiRoutes routes = new ApiRoutes(api, keys);
    return keys.isEmpty() ? List.of() : List.of(Route.at("/api/{method}").post(routes::call));
  }

  private void call(Exchange exchange) {
    String key = exchange.header("X-API-Key");
    if (key == null || !keys.contain(key)) {
      throw Refusal.of(401, "X-API-Key: missing or unknown (expected: a configured key).");
    }
    String method = exchange.parameter("method");
    if (!api.methods().contains(method)) {
      throw Refusal.of(404, "There is no such method (expected: one of " + api.methods() + ").");
    }
    exchange.then(
        exchange.body(Limits.MAX_BODY),
        body ->
            exchange.then(
                api.call(method, body), answer -> exchange.send(Answer.json(200, answer))));
  }
}
