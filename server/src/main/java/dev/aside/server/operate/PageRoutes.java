package dev.aside.server.operate;

import dev.aside.server.http.Answer;
import dev.aside.server.http.EntityTags;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Refusal;
import dev.aside.server.http.Route;
import dev.aside.server.http.Workers;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page at {@code /} and its assets, out of the jar. Thread-safe. */
public final class PageRoutes {
  private static final String ROOT = "/dev/aside/server/web/";
  private static final String INDEX = "index.html";
  private static final String ASSETS = "assets/";

  /** Plain names joined by {@code /}; none begins with a dot. */
  private static final Pattern ASSET =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  /** Nothing from elsewhere, nothing inline, no frames around it. */
  private static final String POLICY =
      "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
          + " object-src 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "webmanifest", "application/manifest+json",
          "woff2", "font/woff2",
          "txt", "text/plain; charset=utf-8");

  private final Workers workers;

  /** What was read once; bounded by what is in the jar. */
  private final Map<String, Asset> read = new ConcurrentHashMap<>();

  private PageRoutes(Workers workers) {
    this.workers = workers;
  }

  /** The routes; files are read on {@code workers}. */
  public static List<Route> of(Workers workers) {
    PageRoutes routes = new PageRoutes(workers);
    return List.of(
        Route.at("/").get(exchange -> routes.show(exchange, INDEX)),
        Route.at("/assets/{name...}").get(exchange -> routes.show(exchange, asset(exchange))));
  }

  private static String asset(Exchange exchange) {
    String name = exchange.parameter("name");
    if (!ASSET.matcher(name).matches()) {
      throw nothing();
    }
    return ASSETS + name;
  }

  private void show(Exchange exchange, String name) {
    exchange.then(
        find(name),
        asset -> {
          Answer answer =
              EntityTags.match(exchange.headers("If-None-Match"), asset.tag())
                  ? Answer.empty(304)
                  : Answer.of(200, asset.type(), asset.bytes());
          exchange.send(
              answer
                  .header("ETag", asset.tag())
                  .header("Cache-Control", "no-cache")
                  .header("Content-Security-Policy", POLICY)
                  .header("Referrer-Policy", "no-referrer")
                  .header("Cross-Origin-Opener-Policy", "same-origin"));
        });
  }

  private CompletionStage<Asset> find(String name) {
    Asset known = read.get(name);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    return workers.run(
        () -> {
          Asset asset = read(name);
          read.put(name, asset);
          return asset;
        });
  }

  private static Asset read(String name) throws IOException {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    try (@Nullable InputStream in = PageRoutes.class.getResourceAsStream(ROOT + name)) {
      if (in == null || type == null) {
        throw nothing();
      }
      byte[] bytes = in.readAllBytes();
      return new Asset(bytes, type, EntityTags.of(bytes));
    }
  }

  private static Refusal nothing() {
    return Refusal.of(404, "There is nothing at this path.");
  }

  private record Asset(byte[] bytes, String type, String tag) {}
}
