package dev.aside.server.http;

import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path. The first that matches wins. Immutable. */
public final class RouteTable {
  /** More segments than any route has are not even split. */
  private static final int MAX_SEGMENTS = 16;

  private final List<Route> routes;

  private RouteTable(List<Route> routes) {
    this.routes = routes;
  }

  /** A table of {@code routes}; those of one template become one. */
  public static RouteTable of(List<Route> routes) {
    Map<String, Route> byTemplate = new LinkedHashMap<>();
    routes.forEach(route -> byTemplate.merge(route.template(), route, Route::and));
    return new RouteTable(List.copyOf(byTemplate.values()));
  }

  /** What {@code path} leads to; null: nothing. */
  @Nullable Match find(String path) {
    if (!path.startsWith("/") || path.chars().filter(c -> c == '/').count() > MAX_SEGMENTS) {
      return null;
    }
    String[] segments = Route.split(path);
    for (Route route : routes) {
      Map<String, String> parameters = route.match(segments);
      if (parameters != null) {
        return new Match(route, parameters);
      }
    }
    return null;
  }

  /** A route and the parameters in the path. */
  record Match(Route route, Map<String, String> parameters) {
    @Nullable Endpoint endpoint(HttpMethod method) {
      return route.endpoint(method);
    }
  }
}
