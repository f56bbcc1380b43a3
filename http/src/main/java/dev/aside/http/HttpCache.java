package dev.aside.http;

import dev.aside.Aside;
import dev.aside.BackendException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheStats;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A shared HTTP cache (RFC 9111) for one origin or many. Adapters give it requests as {@link
 * CacheExchange}s; it answers them from what it has, or has the origin asked. Thread-safe.
 *
 * <p>Responses are values of an {@link AsideCache}: one request of the fleet goes to the origin for
 * all that wait, what is purged is gone everywhere, and what was fetched before a purge is not
 * stored after it. A server that is away costs hits, and never fails a request.
 */
public final class HttpCache implements AutoCloseable {
  /** For how long it is remembered that a URI's response is not for others (hit-for-miss). */
  static final Duration PASS_TTL = Duration.ofSeconds(60);

  /** No response is kept for longer, whatever it says. */
  static final Duration MAX_KEEP = Duration.ofDays(30);

  private final AsideCache<String, Stored> cache;
  private final Serving serving;

  HttpCache(AsideCache<String, Stored> cache, CachePolicy policy, TimeSource time) {
    this.cache = cache;
    this.serving = new Serving(cache, policy, time);
  }

  /** Settings for a cache on {@code aside}. */
  public static HttpCacheBuilder builder(Aside aside) {
    return new HttpCacheBuilder(aside);
  }

  /** Answers {@code exchange}, now or later; never throws and never blocks. */
  public void handle(CacheExchange exchange) {
    serving.handle(exchange);
  }

  /**
   * Removes all responses of a URI, such as {@code https://example.org/a?b=c}, everywhere.
   *
   * @return completes when no process serves them any more; fails with a {@link BackendException}
   *     if the server did not confirm, and is then tried again until it did
   */
  public CompletionStage<?> purge(String uri) {
    return cache.async().invalidate(CacheKeys.of(uri));
  }

  /**
   * Removes all responses that have any of {@code tags}, at most 64, everywhere; else as {@link
   * #purge}.
   */
  public CompletionStage<?> purgeTags(Collection<String> tags) {
    return cache.async().invalidateTags(List.copyOf(tags));
  }

  /** Removes everything, by one command; else as {@link #purge}. */
  public CompletionStage<?> purgeAll() {
    return cache.async().clear();
  }

  /** Counters since the cache was built. */
  public CacheStats stats() {
    return cache.stats();
  }

  /** The cache below, for its metrics. */
  public AsideCache<String, ?> entries() {
    return cache;
  }

  /** Refuses further use. What is stored stays. */
  @Override
  public void close() {
    cache.close();
  }
}
