package dev.aside.http;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What a cache may do where the RFCs leave a choice. Immutable; each method gives another one. */
public final class CachePolicy {
  /** The most bytes of a body that can be asked to be stored. */
  public static final int MAX_BODY_BYTES = 32 << 20;

  private static final Duration MAX_KEEP = Duration.ofDays(7);
  private static final CachePolicy DEFAULTS =
      new CachePolicy(
          false,
          false,
          Duration.ofSeconds(10),
          Duration.ofDays(1),
          Duration.ofHours(1),
          1 << 20,
          List.of("Aside-Cache-Control", "CDN-Cache-Control"));

  private final boolean storesCookies;
  private final boolean obeysRequests;
  private final Duration maxErrorTtl;
  private final Duration maxHeuristicTtl;
  private final Duration keepStale;
  private final int maxBodyBytes;
  private final List<String> targetedFields;

  private CachePolicy(
      boolean storesCookies,
      boolean obeysRequests,
      Duration maxErrorTtl,
      Duration maxHeuristicTtl,
      Duration keepStale,
      int maxBodyBytes,
      List<String> targetedFields) {
    this.storesCookies = storesCookies;
    this.obeysRequests = obeysRequests;
    this.maxErrorTtl = maxErrorTtl;
    this.maxHeuristicTtl = maxHeuristicTtl;
    this.keepStale = keepStale;
    this.maxBodyBytes = maxBodyBytes;
    this.targetedFields = targetedFields;
  }

  /** The safe choices; what they are stands with each method. */
  public static CachePolicy defaults() {
    return DEFAULTS;
  }

  /**
   * Whether a response with {@code Set-Cookie} is stored, if it also says {@code public}; then
   * without the cookie. Default false.
   */
  public CachePolicy storesCookies(boolean storesCookies) {
    return new CachePolicy(
        storesCookies,
        obeysRequests,
        maxErrorTtl,
        maxHeuristicTtl,
        keepStale,
        maxBodyBytes,
        targetedFields);
  }

  /**
   * Whether clients may say {@code no-cache}, {@code no-store}, {@code max-age}, {@code max-stale}
   * and {@code min-fresh} (RFC 9111 section 5.2.1). Default false: else anybody could send every
   * request to the origin. {@code only-if-cached} is always obeyed.
   */
  public CachePolicy obeysRequests(boolean obeysRequests) {
    return new CachePolicy(
        storesCookies,
        obeysRequests,
        maxErrorTtl,
        maxHeuristicTtl,
        keepStale,
        maxBodyBytes,
        targetedFields);
  }

  /**
   * For how long responses of 400 and above are fresh at most, 404 and 410 not included, whatever
   * they say, so that one bad request does not spoil a URL for long. Default 10 s, up to 1 day.
   */
  public CachePolicy maxErrorTtl(Duration maxErrorTtl) {
    return new CachePolicy(
        storesCookies,
        obeysRequests,
        within("maxErrorTtl", maxErrorTtl, Duration.ofDays(1)),
        maxHeuristicTtl,
        keepStale,
        maxBodyBytes,
        targetedFields);
  }

  /**
   * For how long a response is fresh at most that says only when it was last modified (RFC 9111
   * section 4.2.2). Default 1 day; 0: such responses are never fresh.
   */
  public CachePolicy maxHeuristicTtl(Duration maxHeuristicTtl) {
    return new CachePolicy(
        storesCookies,
        obeysRequests,
        maxErrorTtl,
        within("maxHeuristicTtl", maxHeuristicTtl, MAX_KEEP),
        keepStale,
        maxBodyBytes,
        targetedFields);
  }

  /**
   * For how long a stale response is kept, to be revalidated, and to be served when the origin
   * cannot be reached (RFC 9111 section 4.2.4). Default 1 hour, up to 7 days.
   */
  public CachePolicy keepStale(Duration keepStale) {
    return new CachePolicy(
        storesCookies,
        obeysRequests,
        maxErrorTtl,
        maxHeuristicTtl,
        within("keepStale", keepStale, MAX_KEEP),
        maxBodyBytes,
        targetedFields);
  }

  /**
   * The largest body that is stored; larger ones pass through. Default 1 MiB, from 1 byte to {@link
   * #MAX_BODY_BYTES}.
   */
  public CachePolicy maxBodyBytes(int maxBodyBytes) {
    if (maxBodyBytes < 1 || maxBodyBytes > MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "maxBodyBytes: " + maxBodyBytes + " (expected: 1 to " + MAX_BODY_BYTES + ")");
    }
    return new CachePolicy(
        storesCookies,
        obeysRequests,
        maxErrorTtl,
        maxHeuristicTtl,
        keepStale,
        maxBodyBytes,
        targetedFields);
  }

  private static Duration within(String name, Duration value, Duration most) {
    Objects.requireNonNull(value, name);
    if (value.isNegative() || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: PT0S to " + most + ")");
    }
    return value;
  }

  boolean storesCookies() {
    return storesCookies;
  }

  boolean obeysRequests() {
    return obeysRequests;
  }

  long maxErrorMillis() {
    return maxErrorTtl.toMillis();
  }

  long maxHeuristicMillis() {
    return maxHeuristicTtl.toMillis();
  }

  long keepStaleMillis() {
    return keepStale.toMillis();
  }

  int maxBodyBytes() {
    return maxBodyBytes;
  }

  List<String> targetedFields() {
    return targetedFields;
  }
}
