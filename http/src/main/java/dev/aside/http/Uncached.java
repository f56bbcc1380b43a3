package dev.aside.http;

import dev.aside.cache.AsideCache;
import dev.aside.spi.TimeSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests that go to the origin alone, and what they do to the cache. Thread-safe. */
final class Uncached {
  /** Methods that change nothing (RFC 9110 section 9.2.1, RFC 4918, RFC 10008). */
  private static final Set<String> SAFE =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY");

  private final AsideCache<String, Stored> cache;
  private final CachePolicy policy;
  private final TimeSource time;

  Uncached(AsideCache<String, Stored> cache, CachePolicy policy, TimeSource time) {
    this.cache = cache;
    this.policy = policy;
    this.time = time;
  }

  /** Passes the request and the answer on. */
  void forward(CacheExchange exchange, CacheStatus.Reason reason) {
    pass(exchange, CacheStatus.forwarded(reason), head -> CompletableFuture.completedFuture(head));
  }

  /** As {@link #forward}, and invalidates what the request may have changed. */
  void changing(CacheExchange exchange) {
    pass(
        exchange,
        CacheStatus.forwarded(CacheStatus.Reason.METHOD),
        head -> SAFE.contains(exchange.request().method()) ? done() : invalidated(exchange, head));
  }

  /** The response for this URI is known not to be for others; should that change, it is kept. */
  void hitForMiss(CacheExchange exchange) {
    pass(
        exchange,
        CacheStatus.forwarded(CacheStatus.Reason.URI_MISS).detail("not-shared"),
        head ->
            (Storability.of(exchange.request(), head, time.wallMillis(), policy)
                    == Storability.Verdict.STORE)
                ? cache.async().invalidate(CacheKeys.of(exchange.request().uri()))
                : done());
  }

  private static void pass(
      CacheExchange exchange,
      CacheStatus status,
      Function<ResponseHead, CompletionStage<?>> first) {
    exchange
        .forward(exchange.request().headers())
        .whenComplete(
            (head, error) -> {
              if (error != null) {
                Serving.failed(exchange, error);
              } else {
                first
                    .apply(head)
                    .whenComplete( // a server that is away does not fail the request
                        (done, trouble) -> exchange.relay(Answers.relayed(head, status), 0));
              }
            });
  }

  private static CompletionStage<?> done() {
    return CompletableFuture.completedFuture(true);
  }

  /** RFC 9111 section 4.4: after a success, the URI and what the response names on its origin. */
  private CompletionStage<?> invalidated(CacheExchange exchange, ResponseHead head) {
    if (head.status() < 200 || head.status() >= 400) {
      return done();
    }
    RequestHead request = exchange.request();
    List<String> keys = new ArrayList<>();
    keys.add(CacheKeys.of(request.uri()));
    for (String name : List.of("Location", "Content-Location")) {
      String named = head.headers().first(name);
      String uri = (named == null) ? null : onTheSameOrigin(request, named);
      if (uri != null) {
        keys.add(CacheKeys.of(uri));
      }
    }
    CompletionStage<?> uris = cache.async().invalidateAll(keys);
    List<String> groups = ResponseTags.invalidated(head.headers(), request);
    return groups.isEmpty()
        ? uris
        : uris.thenCombine(cache.async().invalidateTags(groups), (a, b) -> true);
  }

  private static @Nullable String onTheSameOrigin(RequestHead request, String reference) {
    try {
      URI base = URI.create(request.scheme() + "://" + request.authority() + request.target());
      URI uri = base.resolve(reference);
      boolean same =
          request.scheme().equalsIgnoreCase(uri.getScheme())
              && request.authority().equalsIgnoreCase(uri.getRawAuthority());
      if (!same) {
        return null;
      }
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      String query = (uri.getRawQuery() == null) ? "" : "?" + uri.getRawQuery();
      return request.scheme() + "://" + request.authority() + path + query;
    } catch (IllegalArgumentException e) {
      return null; // not a reference: it names nothing
    }
  }
}
