package dev.aside.server.http;

import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A path and what its methods do. {@code {name}} stands for one segment, {@code {name...}} at the
 * end for one or more. Immutable.
 */
public final class Route {
  private static final String REST = "...}";

  private final String template;
  private final String[] segments;
  private final Map<HttpMethod, Endpoint> endpoints;

  private Route(String template, Map<HttpMethod, Endpoint> endpoints) {
    this.template = template;
    this.segments = split(template);
    this.endpoints = Map.copyOf(endpoints);
  }

  /** A route without methods yet. */
  public static Route at(String template) {
    return new Route(template, Map.of());
  }

  /** This route with {@code GET} and {@code HEAD}. */
  public Route get(Endpoint endpoint) {
    return with(HttpMethod.GET, endpoint).with(HttpMethod.HEAD, endpoint);
  }

  /** This route with {@code GET} for answers that have no end, which {@code HEAD} cannot mean. */
  public Route stream(Endpoint endpoint) {
    return with(HttpMethod.GET, endpoint);
  }

  /** This route with {@code PUT}. */
  public Route put(Endpoint endpoint) {
    return with(HttpMethod.PUT, endpoint);
  }

  /** This route with {@code POST}. */
  public Route post(Endpoint endpoint) {
    return with(HttpMethod.POST, endpoint);
  }

  /** This route with {@code DELETE}. */
  public Route delete(Endpoint endpoint) {
    return with(HttpMethod.DELETE, endpoint);
  }

  /** What stands for this route in metrics and logs, where raw paths may not. */
  public String template() {
    return template;
  }

  /** This route with the methods of {@code other}, which has the same template. */
  Route and(Route other) {
    Map<HttpMethod, Endpoint> all = new LinkedHashMap<>(endpoints);
    other.endpoints.forEach(
        (method, endpoint) -> {
          if (all.put(method, endpoint) != null) {
            throw new IllegalArgumentException(
                "route: " + method + " " + template + " twice (expected: once)");
          }
        });
    return new Route(template, all);
  }

  @Nullable Endpoint endpoint(HttpMethod method) {
    return endpoints.get(method);
  }

  /** The value of the header {@code Allow}. */
  String allowed() {
    TreeSet<String> names = new TreeSet<>(List.of("OPTIONS"));
    endpoints.keySet().forEach(method -> names.add(method.name()));
    return String.join(", ", names);
  }

  /**
   * The parameters that {@code path} gives this route; null if it is not a path of this route. A
   * path matches as it stands: nothing is normalised, so there is one spelling of each.
   */
  @Nullable Map<String, String> match(String[] path) {
    if (path.length != segments.length && !(takesRest() && path.length > segments.length)) {
      return null;
    }
    Map<String, String> parameters = Map.of();
    for (int i = 0; i < segments.length; i++) {
      String segment = segments[i];
      if (!segment.startsWith("{")) {
        if (!segment.equals(path[i])) {
          return null;
        }
        continue;
      }
      String value = Percent.segment(segment.endsWith(REST) ? rest(path, i) : path[i]);
      if (value == null || value.isEmpty()) {
        return null;
      }
      parameters = (parameters.isEmpty()) ? new LinkedHashMap<>() : parameters;
      parameters.put(name(segment), value);
    }
    return parameters;
  }

  static String[] split(String path) {
    return path.substring(1).split("/", -1);
  }

  private boolean takesRest() {
    return segments[segments.length - 1].endsWith(REST);
  }

  private static String rest(String[] path, int from) {
    return String.join("/", Arrays.asList(path).subList(from, path.length));
  }

  private static String name(String segment) {
    return segment.substring(1, segment.length() - (segment.endsWith(REST) ? REST.length() : 1));
  }

  private Route with(HttpMethod method, Endpoint endpoint) {
    Map<HttpMethod, Endpoint> more = new LinkedHashMap<>(endpoints);
    more.put(method, endpoint);
    return new Route(template, more);
  }
}
