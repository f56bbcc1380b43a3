package dev.aside.server.proxy;

import dev.aside.http.HttpCache;
import dev.aside.server.http.Answer;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Problem;
import dev.aside.server.http.Refusal;
import dev.aside.server.http.Route;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Removing what the proxy has cached: by URI, by tag, or all. Thread-safe. */
public final class PurgeRoutes {
  private static final int MAX_TAGS = 64;

  private final HttpCache cache;

  private PurgeRoutes(HttpCache cache) {
    this.cache = cache;
  }

  /** The routes, which are for operators and belong on a port of their own. */
  public static List<Route> of(HttpCache cache) {
    return List.of(Route.at("/admin/responses").delete(new PurgeRoutes(cache)::purge));
  }

  private void purge(Exchange exchange) {
    MultiMap parameters = exchange.request().params();
    List<String> uris = parameters.getAll("uri");
    List<String> tags = parameters.getAll("tag");
    boolean all = "yes".equals(parameters.get("all"));
    if (parameters.size() != uris.size() + tags.size() + (all ? 1 : 0)
        || (uris.isEmpty() ? 0 : 1) + (tags.isEmpty() ? 0 : 1) + (all ? 1 : 0) != 1) {
      throw Refusal.of(
          Problem.invalid(
              "query", "uri=..., or up to 64 of tag=..., or all=yes, and nothing else"));
    }
    exchange.then(purged(uris, tags), done -> exchange.send(Answer.empty(204)));
  }

  private CompletionStage<?> purged(List<String> uris, List<String> tags) {
    if (!tags.isEmpty()) {
      if (tags.size() > MAX_TAGS || tags.stream().anyMatch(String::isEmpty)) {
        throw Refusal.of(Problem.invalid("tag", "1 to 64 tags, none of them empty"));
      }
      return cache.purgeTags(tags);
    }
    if (uris.isEmpty()) {
      return cache.purgeAll();
    }
    if (uris.size() > 1 || !uris.get(0).matches("https?://[^/?#\\s]+/[^#\\s]*")) {
      throw Refusal.of(Problem.invalid("uri", "one of http://host[:port]/path[?query]"));
    }
    return cache.purge(uris.get(0));
  }
}
