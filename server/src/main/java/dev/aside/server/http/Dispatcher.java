package dev.aside.server.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;

/** Leads each request to its endpoint, or says why not. Thread-safe. */
final class Dispatcher {
  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  /** Stands for every path that is no route's. */
  private static final Route UNKNOWN = Route.at("/{unknown}");

  private static final String PREFLIGHT_SECONDS = "600";

  private final WebServer server;
  private final WebConfig config;

  Dispatcher(WebServer server, WebConfig config) {
    this.server = server;
    this.config = config;
  }

  void handle(HttpServerRequest request, Loop loop) {
    String path = request.path();
    RouteTable.Match match = (path == null) ? null : config.routes().find(path);
    Route route = (match == null) ? UNKNOWN : match.route();
    Map<String, String> parameters = (match == null) ? Map.of() : match.parameters();
    Exchange exchange = new Exchange(request, server, loop, route, parameters);
    exchange.begin();
    try {
      answer(exchange, route);
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
  }

  /** A request that is not HTTP as we know it, or larger than the limits. */
  void handleInvalid(HttpServerRequest request, Loop loop) {
    Exchange exchange = new Exchange(request, server, loop, UNKNOWN, Map.of());
    exchange.begin();
    exchange.endConnection();
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      exchange.fail(
          Refusal.of(
              414,
              "The URL is too long (expected: at most " + Limits.MAX_REQUEST_LINE + " bytes)."));
    } else if (cause instanceof TooLongHttpHeaderException) {
      exchange.fail(
          Refusal.of(
              431,
              "The headers are too large (expected: at most " + Limits.MAX_HEADERS + " bytes)."));
    } else {
      exchange.fail(Refusal.of(400, "The request is not valid HTTP."));
    }
  }

  private void answer(Exchange exchange, Route route) {
    HttpServerRequest request = exchange.request();
    if (server.isDraining()) {
      throw Refusal.of(503, "The server is ending.");
    }
    if (route == UNKNOWN) {
      throw Refusal.of(404, "There is nothing at this path.");
    }
    allowListedOrigin(request);
    Endpoint endpoint = route.endpoint(request.method());
    if (endpoint != null) {
      if (!READING.contains(request.method())) {
        requirePermittedOrigin(request);
      }
      endpoint.handle(exchange);
    } else if (request.method().equals(HttpMethod.OPTIONS)) {
      exchange.send(options(request, route));
    } else {
      Problem problem = Problem.of(405, "This path does not know " + request.method().name() + ".");
      exchange.send(Answer.problem(problem).header("Allow", route.allowed()));
    }
  }

  /** Refuses a browser's page that is neither ours nor allowed by name. */
  void requirePermittedOrigin(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (!config.origins().permits(origin, request.getHeader(HttpHeaders.HOST))) {
      throw Refusal.of(403, "Pages of this origin may not do that (see --allowed-origin).");
    }
  }

  /** Lets a page of an allowed origin read the answer. */
  private void allowListedOrigin(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (config.origins().listed(origin)) {
      request.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      request.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      request.response().putHeader("Access-Control-Expose-Headers", "Cache-Status, ETag, Location");
    }
  }

  private Answer options(HttpServerRequest request, Route route) {
    Answer answer = Answer.empty(204).header("Allow", route.allowed());
    return config.origins().listed(request.getHeader(HttpHeaders.ORIGIN))
        ? answer
            .header("Access-Control-Allow-Methods", route.allowed())
            .header("Access-Control-Allow-Headers", "Content-Type, Idempotency-Key, If-None-Match")
            .header("Access-Control-Max-Age", PREFLIGHT_SECONDS)
        : answer;
  }
}
