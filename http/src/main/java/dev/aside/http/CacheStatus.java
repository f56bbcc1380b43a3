package dev.aside.http;

import org.jspecify.annotations.Nullable;

/** What {@code Cache-Status} says of one answer (RFC 9211). Immutable. */
final class CacheStatus {
  static final String NAME = "Cache-Status";

  private final String text;

  private CacheStatus(String text) {
    this.text = text;
  }

  /** Served from the cache; {@code ttl} may be negative: then it is stale (section 2.3). */
  static CacheStatus hit(long ttlSeconds) {
    return new CacheStatus("aside; hit; ttl=" + ttlSeconds);
  }

  /** The origin was asked (section 2.2). */
  static CacheStatus forwarded(Reason reason) {
    return new CacheStatus("aside; fwd=" + reason.token);
  }

  CacheStatus status(int status) {
    return new CacheStatus(text + "; fwd-status=" + status);
  }

  CacheStatus stored() {
    return new CacheStatus(text + "; stored");
  }

  CacheStatus collapsed() {
    return new CacheStatus(text + "; collapsed");
  }

  CacheStatus detail(String token) {
    return new CacheStatus(text + "; detail=" + token);
  }

  /** Behind what caches nearer to the origin have said (section 2). */
  Headers addTo(Headers headers) {
    @Nullable String earlier =
        headers.contains(NAME) ? String.join(", ", headers.all(NAME)) + ", " : null;
    return headers.with(NAME, (earlier == null) ? text : earlier + text);
  }

  @Override
  public String toString() {
    return text;
  }

  /** Why the origin was asked (section 2.2). */
  enum Reason {
    BYPASS("bypass"),
    METHOD("method"),
    URI_MISS("uri-miss"),
    VARY_MISS("vary-miss"),
    MISS("miss"),
    REQUEST("request"),
    STALE("stale"),
    PARTIAL("partial");

    private final String token;

    Reason(String token) {
      this.token = token;
    }
  }
}
