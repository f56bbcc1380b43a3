package dev.aside.server.http;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path. The first that matches wins. Immutable. */
public final class RouteTable {
  /** By the first segment of their paths, which is never a parameter. */
  private final Map<String, List<Route>> routes;

  private RouteTable(Map<String, List<Route>> routes) {
    this.routes = routes;
  }

  /** A table of {@code routes}; those of one template become one. */
  public static RouteTable of(List<Route> routes) {
    Map<String, Route> byTemplate = new LinkedHashMap<>();
    routes.forEach(route -> byTemplate.merge(route.template(), route, Route::and));
    Map<String, List<Route>> byFirst = new HashMap<>();
    byTemplate
        .values()
        .forEach(
            route ->
                byFirst
                    .computeIfAbsent(Route.split(route.template())[0], any -> new ArrayList<>())
                    .add(route));
    return new RouteTable(byFirst);
  }

  /** What {@code path} leads to; null: nothing. */
  @Nullable Match find(String path) {
    if (!path.startsWith("/")) {
      return null;
    }
    String[] segments = Route.split(path);
    for (Route route : routes.getOrDefault(segments[0], List.of())) {
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
