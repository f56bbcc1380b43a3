package dev.aside.http;

import dev.aside.LoadException;
import dev.aside.LoadRejectedException;
import dev.aside.LoadTimeoutException;
import dev.aside.cache.AsideCache;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request through the cache. Thread-safe; never blocks.
 *
 * <pre>
 *   unsafe method ───────────────► origin, then invalidate
 *   HEAD, Range, only-if-cached ─► look: stored and good? serve : origin, alone
 *   GET ─► get, with one load for all who want the same
 *            ├─ several variants: get the one for this request
 *            ├─ fresh, or stale and allowed ─► serve (and refresh behind)
 *            ├─ loaded for this request: its client has got the origin's answer as it came
 *            └─ nothing that others may have ─► origin, alone
 * </pre>
 */
final class Serving {
  /** After a refresh that has failed, the next is tried this much later. */
  private static final Duration REFRESH_PAUSE = Duration.ofSeconds(1);

  /** Refreshes of different responses under way; more wait for a later request. */
  private static final int MAX_REFRESHES = 1_000;

  private final AsideCache<String, Stored> cache;
  private final CachePolicy policy;
  private final TimeSource time;
  private final Uncached uncached;
  private final Outages outages;
  private final Set<String> refreshing = ConcurrentHashMap.newKeySet();

  /** By key, the read that began last; as many as there are requests. */
  private final Map<String, CompletionStage<?>> reads = new ConcurrentHashMap<>();

  Serving(AsideCache<String, Stored> cache, CachePolicy policy, TimeSource time) {
    this.cache = cache;
    this.policy = policy;
    this.time = time;
    this.uncached = new Uncached(cache, policy, time);
    this.outages = new Outages(time, policy);
  }

  void handle(CacheExchange exchange) {
    try {
      route(exchange);
    } catch (RuntimeException e) { // such as a cache that is closed
      failed(exchange, e);
    }
  }

  private void route(CacheExchange exchange) {
    RequestHead request = exchange.request();
    Headers headers = request.headers();
    if (!request.isGet() && !request.isHead()) {
      uncached.changing(exchange);
    } else if (mustBypass(exchange)) {
      uncached.forward(exchange, CacheStatus.Reason.BYPASS);
    } else if (policy.obeysRequests()
        && CacheControl.parse(headers.all("Cache-Control")).has("no-store")) {
      uncached.forward(exchange, CacheStatus.Reason.REQUEST);
    } else if (request.isHead() || headers.contains("Range") || isOnlyIfCached(headers)) {
      look(exchange, CacheKeys.of(request.uri()), null);
    } else {
      get(exchange, CacheKeys.of(request.uri()), null);
    }
  }

  /** What only the origin understands, and what could make two requests of one URI differ. */
  private static boolean mustBypass(CacheExchange exchange) {
    Headers headers = exchange.request().headers();
    return exchange.hasBody()
        || headers.contains("X-HTTP-Method-Override")
        || headers.contains("X-HTTP-Method")
        || headers.contains("X-Method-Override")
        || Preconditions.areForTheOrigin(headers);
  }

  private static boolean isOnlyIfCached(Headers headers) {
    return CacheControl.parse(headers.all("Cache-Control")).has("only-if-cached");
  }

  // Looking only

  /**
   * A client may have its answer a moment before the read that brought it has ended, and ask for a
   * part of it at once: so a read under way is waited for.
   */
  private void look(CacheExchange exchange, String key, @Nullable Variants variants) {
    CompletionStage<?> read = reads.get(key);
    CompletionStage<?> before = (read == null) ? CompletableFuture.completedStage(key) : read;
    before
        .handle((ended, error) -> key)
        .thenCompose(cache.async()::peek)
        .whenComplete(
            (stored, error) -> {
              try {
                looked(exchange, (error == null) ? stored : null, variants);
              } catch (RuntimeException e) {
                failed(exchange, e);
              }
            });
  }

  private void looked(CacheExchange exchange, @Nullable Stored found, @Nullable Variants parent) {
    if (found instanceof Variants variants && parent == null && isOf(exchange, variants)) {
      look(exchange, variantKey(exchange, variants), variants);
    } else if (found instanceof StoredResponse response && isServable(exchange, response)) {
      serve(exchange, response, null);
    } else if (isOnlyIfCached(exchange.request().headers())) {
      CacheStatus status =
          CacheStatus.forwarded(CacheStatus.Reason.REQUEST).detail("only-if-cached");
      exchange.fail(504, "This is not cached.", status.addTo(Headers.none())); // section 5.2.1.7
    } else {
      uncached.forward(
          exchange,
          (found instanceof StoredResponse) ? CacheStatus.Reason.STALE : CacheStatus.Reason.MISS);
    }
  }

  // Looking, else loading

  private void get(CacheExchange exchange, String key, @Nullable Variants variants) {
    CacheStatus.Reason reason =
        (variants == null) ? CacheStatus.Reason.URI_MISS : CacheStatus.Reason.VARY_MISS;
    Lead lead = new Lead();
    OriginLoad load =
        new OriginLoad(cache, policy, time, exchange, reason, variants, lead, outages);
    CompletionStage<@Nullable Stored> read =
        cache
            .async()
            .get(key, (same, context) -> load.load(context), stored -> isGood(exchange, stored));
    reads.put(key, read);
    read.whenComplete(
        (stored, error) -> {
          reads.remove(key, read);
          try {
            got(exchange, variants, lead, stored, error);
          } catch (RuntimeException e) {
            failed(exchange, e);
          }
        });
  }

  private void got(
      CacheExchange exchange,
      @Nullable Variants parent,
      Lead lead,
      @Nullable Stored stored,
      @Nullable Throwable error) {
    if (lead.isAnswered()) {
      return;
    }
    if (error != null) {
      failed(exchange, error);
    } else if (stored instanceof Variants variants && parent == null && isOf(exchange, variants)) {
      get(exchange, variantKey(exchange, variants), variants);
    } else if (stored instanceof StoredResponse response && isFor(exchange, response)) {
      serve(exchange, response, lead.status());
    } else {
      uncached.hitForMiss(exchange);
    }
  }

  /** Whether it need not be loaded anew for this request. */
  private boolean isGood(CacheExchange exchange, Stored stored) {
    if (stored instanceof StoredResponse response) {
      return isOf(exchange, response)
          && (!isFor(exchange, response)
              || outages.bridges(response)
              || Reuse.of(exchange.request(), response, time.wallMillis(), policy)
                  != Reuse.Verdict.REVALIDATE);
    }
    return isOf(exchange, stored);
  }

  private boolean isServable(CacheExchange exchange, StoredResponse response) {
    return isFor(exchange, response)
        && Reuse.of(exchange.request(), response, time.wallMillis(), policy)
            != Reuse.Verdict.REVALIDATE;
  }

  private static boolean isOf(CacheExchange exchange, Stored stored) {
    return stored.uri().equals(exchange.request().uri());
  }

  /**
   * Whether the response was chosen by what this request says too (RFC 9111 section 4.1), and an
   * authenticated request may have it.
   */
  private boolean isFor(CacheExchange exchange, StoredResponse response) {
    Headers request = exchange.request().headers();
    return isOf(exchange, response)
        && response.selection().equals(Vary.selection(response.varies(), request))
        && (!request.contains("Authorization") || Storability.isForAll(response.head(), policy));
  }

  private static String variantKey(CacheExchange exchange, Variants variants) {
    return CacheKeys.of(variants, Vary.selection(variants.names(), exchange.request().headers()));
  }

  /**
   * Answers from the cache.
   *
   * @param loaded what the load that was run for this request says of it; null: none was
   */
  private void serve(
      CacheExchange exchange, StoredResponse response, @Nullable CacheStatus loaded) {
    long now = time.wallMillis();
    Lifetimes lifetimes = Lifetimes.of(response.head(), response.responseMillis(), policy);
    long ttl = Math.floorDiv(lifetimes.freshMillis() - response.ageMillis(now), 1_000);
    CacheStatus status = (loaded == null) ? CacheStatus.hit(ttl) : loaded;
    Answers.send(exchange, response, status, now);
    if (loaded == null
        && Reuse.of(exchange.request(), response, now, policy) == Reuse.Verdict.SERVE_AND_REFRESH) {
      refresh(exchange, response);
    }
  }

  // Refreshing behind

  /** Revalidates a response that was served stale; one at a time, here and in the fleet. */
  private void refresh(CacheExchange served, StoredResponse stale) {
    String id = stale.uri() + ' ' + stale.selection();
    if (refreshing.size() >= MAX_REFRESHES || !refreshing.add(id)) {
      return;
    }
    CacheExchange behind = served.background();
    find(behind, CacheKeys.of(stale.uri()), null, id);
  }

  private void find(CacheExchange behind, String key, @Nullable Variants variants, String id) {
    OriginLoad load =
        new OriginLoad(
            cache, policy, time, behind, CacheStatus.Reason.STALE, variants, new Lead(), outages);
    cache
        .async()
        .get(key, (same, context) -> load.load(context), stored -> isFresh(behind, stored))
        .whenComplete(
            (stored, error) -> {
              if (variants == null && stored instanceof Variants several) {
                find(behind, variantKey(behind, several), several, id);
              } else {
                ended(id, stored instanceof StoredResponse response && isFresh(behind, response));
              }
            });
  }

  private boolean isFresh(CacheExchange behind, Stored stored) {
    return !(stored instanceof StoredResponse response)
        || Reuse.of(behind.request(), response, time.wallMillis(), policy) == Reuse.Verdict.SERVE;
  }

  private void ended(String id, boolean isFresh) {
    if (isFresh) {
      refreshing.remove(id);
    } else {
      time.schedule(REFRESH_PAUSE, () -> refreshing.remove(id));
    }
  }

  // Failing

  static void failed(CacheExchange exchange, Throwable error) {
    Throwable cause = error;
    while ((cause instanceof CompletionException || cause instanceof LoadException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    Headers status = CacheStatus.forwarded(CacheStatus.Reason.MISS).addTo(Headers.none());
    if (cause instanceof OriginException origin) {
      exchange.fail(origin.status(), String.valueOf(origin.getMessage()), status);
    } else if (cause instanceof LoadTimeoutException) {
      exchange.fail(504, "The origin did not answer in time.", status);
    } else if (cause instanceof LoadRejectedException) {
      exchange.fail(503, "Too many requests wait for the origin.", status);
    } else {
      exchange.fail(502, "The origin could not be asked.", status);
    }
  }
}
