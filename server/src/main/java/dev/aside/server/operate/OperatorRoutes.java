package dev.aside.server.operate;

import dev.aside.Aside;
import dev.aside.Health;
import dev.aside.server.database.Database;
import dev.aside.server.http.Answer;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Route;
import dev.aside.server.http.Workers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Probes for an orchestrator and numbers for Prometheus. Thread-safe. */
public final class OperatorRoutes {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final byte[] LIVE = JSON.writeValueAsBytes(Map.of("status", "live"));

  private final Aside aside;
  private final Database database;
  private final Meters meters;
  private final Workers workers;

  private OperatorRoutes(Aside aside, Database database, Meters meters, Workers workers) {
    this.aside = aside;
    this.database = database;
    this.meters = meters;
    this.workers = workers;
  }

  /**
   * The routes.
   *
   * @param workers not shared with other work, so that probes are answered under load
   */
  public static List<Route> of(Aside aside, Database database, Meters meters, Workers workers) {
    OperatorRoutes routes = new OperatorRoutes(aside, database, meters, workers);
    return List.of(
        Route.at("/health/live").get(exchange -> exchange.send(Answer.json(200, LIVE))),
        Route.at("/health/ready").get(routes::ready),
        Route.at("/metrics").get(routes::metrics));
  }

  /**
   * Ready while the database answers: without Redis every request is answered still, only slower.
   */
  private void ready(Exchange exchange) {
    exchange.then(
        workers.run(database::answers),
        answers -> {
          Health redis = aside.health();
          String status =
              !answers ? "unavailable" : redis.reasons().isEmpty() ? "ready" : "degraded";
          Map<String, Object> document = new LinkedHashMap<>();
          document.put("status", status);
          document.put("database", answers ? "live" : "unavailable");
          document.put("redis", redis.live() ? "live" : "unavailable");
          document.put("reasons", redis.reasons());
          exchange.send(Answer.json(answers ? 200 : 503, JSON.writeValueAsBytes(document)));
        });
  }

  private void metrics(Exchange exchange) {
    exchange.then(
        workers.run(() -> meters.scrape().getBytes(StandardCharsets.UTF_8)),
        text -> exchange.send(Answer.of(200, PROMETHEUS, text)));
  }
}
