package dev.aside.http;

import org.jspecify.annotations.Nullable;

/** Whether a stored response answers a request (RFC 9111 section 4). Stateless. */
final class Reuse {
  private Reuse() {}

  /** What to do. */
  enum Verdict {
    /** It is fresh. */
    SERVE,
    /** It is stale, may be served, and is to be revalidated meanwhile (RFC 5861 section 3). */
    SERVE_AND_REFRESH,
    /** The origin is to be asked. */
    REVALIDATE
  }

  /** Decides, for a response that was chosen for this request. */
  static Verdict of(
      RequestHead request, StoredResponse stored, long nowMillis, CachePolicy policy) {
    Lifetimes lifetimes = Lifetimes.of(stored.head(), stored.responseMillis(), policy);
    long age = stored.ageMillis(nowMillis);
    long staleness = age - lifetimes.freshMillis();
    if (policy.obeysRequests()) {
      Verdict asked = asked(request, lifetimes, age);
      if (asked != null) {
        return asked;
      }
    }
    if (staleness < 0) { // section 4.2: fresh while its lifetime is greater than its age
      return Verdict.SERVE;
    }
    return (staleness < lifetimes.whileRevalidateMillis())
        ? Verdict.SERVE_AND_REFRESH
        : Verdict.REVALIDATE;
  }

  /** What the request's own directives say (section 5.2.1); null: nothing. */
  private static @Nullable Verdict asked(RequestHead request, Lifetimes lifetimes, long age) {
    CacheControl control = CacheControl.parse(request.headers().all("Cache-Control"));
    boolean pragma =
        control.isEmpty() && "no-cache".equalsIgnoreCase(request.headers().first("Pragma"));
    if (control.has("no-cache") || pragma) {
      return Verdict.REVALIDATE;
    }
    if (control.has("max-age") && age > control.seconds("max-age") * 1_000) {
      return Verdict.REVALIDATE;
    }
    long left = lifetimes.freshMillis() - age;
    if (control.has("min-fresh") && left < control.seconds("min-fresh") * 1_000) {
      return Verdict.REVALIDATE;
    }
    boolean unlimited = control.isBare("max-stale");
    boolean within = -left <= control.seconds("max-stale") * 1_000;
    return (left <= 0 && !lifetimes.neverStale() && (unlimited || within)) ? Verdict.SERVE : null;
  }

  /**
   * Whether a stale response may be served because the origin failed.
   *
   * @param answered whether the origin answered with an error, as opposed to not at all: then only
   *     {@code stale-if-error} allows it (RFC 5861 section 4), else section 4.2.4 does too
   */
  static boolean maySurviveError(
      StoredResponse stored, boolean answered, long nowMillis, CachePolicy policy) {
    Lifetimes lifetimes = Lifetimes.of(stored.head(), stored.responseMillis(), policy);
    if (lifetimes.neverStale()) {
      return false;
    }
    long staleness = stored.ageMillis(nowMillis) - lifetimes.freshMillis();
    long window =
        answered
            ? lifetimes.ifErrorMillis()
            : Math.max(lifetimes.ifErrorMillis(), policy.keepStaleMillis());
    return staleness <= window;
  }

  /** Errors of the origin that RFC 5861 section 4 means. */
  static boolean isError(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
  }
}
