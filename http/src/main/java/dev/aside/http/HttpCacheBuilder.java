package dev.aside.http;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.LocalOptions;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Settings of one {@link HttpCache}. Not thread-safe. */
public final class HttpCacheBuilder {
  /** Requests to the origin at once that may be stored; ten times as many may wait for a place. */
  private static final int MAX_LOADS = 2_000;

  /** Fields and URI of a response, beside its content. */
  private static final int HEAD_BYTES = 64 << 10;

  /** Copies hold whole responses, so they are fewer than those of small values. */
  private static final int LOCAL_ENTRIES = 2_000;

  /** The end of an entry's life is set for each; this is for those that name the others. */
  private static final Duration TTL = Duration.ofDays(1);

  /** Nothing is written with an intent here; the cache below wants it as long as its loads. */
  private static final Duration MIN_INTENT = Duration.ofSeconds(1);

  private final Aside aside;
  private String name = "http";
  private CachePolicy policy = CachePolicy.defaults();
  private @Nullable LocalOptions local = LocalOptions.defaults().maxEntries(LOCAL_ENTRIES);
  private Duration loadTimeout = Duration.ofSeconds(60);
  private TimeSource time = TimeSource.system();

  HttpCacheBuilder(Aside aside) {
    this.aside = aside;
  }

  /** The name of the {@code AsideCache} below; default {@code http}. */
  public HttpCacheBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /** What the cache may do; default {@link CachePolicy#defaults()}. */
  public HttpCacheBuilder policy(CachePolicy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  /** The copies in this process; default 2 000 responses, each for at most 60 seconds. */
  public HttpCacheBuilder local(LocalOptions local) {
    this.local = Objects.requireNonNull(local, "local");
    return this;
  }

  /** Keeps no copies in this process: each hit asks the server. */
  public HttpCacheBuilder noLocal() {
    this.local = null;
    return this;
  }

  /**
   * How long requests wait for a response that another one fetches; default 60 s, from 10 ms to 10
   * minutes. Then they are answered with 504.
   */
  public HttpCacheBuilder loadTimeout(Duration loadTimeout) {
    this.loadTimeout = Objects.requireNonNull(loadTimeout, "loadTimeout");
    return this;
  }

  /** The clock; for tests. */
  public HttpCacheBuilder timeSource(TimeSource time) {
    this.time = Objects.requireNonNull(time, "time");
    return this;
  }

  /**
   * Builds the cache.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public HttpCache build() {
    CacheBuilder<String, Stored> builder =
        aside
            .cache(name, new StoredCodec())
            .schema(StoredCodec.FORM)
            .ttl(TTL)
            .ttlJitter(0) // the origin says when a response's time is over
            .earlyRefresh(0)
            .absentTtl(HttpCache.PASS_TTL)
            .maxConcurrentLoads(MAX_LOADS)
            .loadTimeout(loadTimeout)
            .intentTtl(loadTimeout.compareTo(MIN_INTENT) < 0 ? MIN_INTENT : loadTimeout)
            .maxValueBytes(policy.maxBodyBytes() + HEAD_BYTES);
    AsideCache<String, Stored> cache =
        (local == null) ? builder.noLocal().build() : builder.local(local).build();
    return new HttpCache(cache, policy, time);
  }
}
