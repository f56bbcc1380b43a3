package dev.aside.http;

import java.util.Set;

/** Whether a response may be kept (RFC 9111 section 3). Decides from facts alone. Stateless. */
final class Storability {
  /** Statuses whose meaning is known here, as {@code must-understand} asks (section 5.2.2.3). */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          200, 203, 204, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 414, 421, 451,
          500, 501, 502, 503, 504);

  private Storability() {}

  /** Why a response is kept or not. */
  enum Verdict {
    /** It is kept. */
    STORE,
    /** Its request was not a plain GET. */
    METHOD,
    /** A part of something (206), or an answer to a condition (304), or nothing final. */
    STATUS,
    /** It says {@code no-store} or {@code private}, or cannot be understood. */
    FORBIDDEN,
    /** Its request was authenticated and it does not say that it is for all (section 3.5). */
    AUTHORIZATION,
    /** It sets a cookie, which is somebody's. */
    COOKIE,
    /** It varies by everything. */
    VARY,
    /** It is never fresh and cannot be revalidated: keeping it would be of no use. */
    USELESS
  }

  /** Decides. */
  static Verdict of(RequestHead request, ResponseHead head, long nowMillis, CachePolicy policy) {
    if (!request.isGet()) {
      return Verdict.METHOD;
    }
    int status = head.status();
    if (status == 206 || status == 304 || status == 416 || status < 200) {
      return Verdict.STATUS; // section 3.3: parts are passed on and not kept
    }
    Headers headers = head.headers();
    CacheControl control = Directives.of(headers, policy.targetedFields()).control();
    if (forbids(control, status)) {
      return Verdict.FORBIDDEN;
    }
    if (request.headers().contains("Authorization") && !isForAll(control)) {
      return Verdict.AUTHORIZATION;
    }
    if (headers.contains("Set-Cookie") && !(policy.storesCookies() && control.has("public"))) {
      return Verdict.COOKIE;
    }
    if (Vary.names(headers) == null) {
      return Verdict.VARY;
    }
    return isOfUse(head, control, nowMillis, policy) ? Verdict.STORE : Verdict.USELESS;
  }

  /** A field that cannot be read may have said anything. */
  private static boolean forbids(CacheControl control, int status) {
    if (control.isDamaged() || control.has("private")) {
      return true;
    }
    return control.has("must-understand")
        ? !UNDERSTOOD.contains(status) // then no-store is for caches that do not understand
        : control.has("no-store");
  }

  /** Section 3.5: whether it may answer other requests than the authenticated one it was for. */
  static boolean isForAll(ResponseHead head, CachePolicy policy) {
    return isForAll(Directives.of(head.headers(), policy.targetedFields()).control());
  }

  private static boolean isForAll(CacheControl control) {
    return control.has("public") || control.has("s-maxage") || control.has("must-revalidate");
  }

  private static boolean isOfUse(
      ResponseHead head, CacheControl control, long nowMillis, CachePolicy policy) {
    Lifetimes lifetimes = Lifetimes.of(head, nowMillis, policy);
    boolean validators =
        head.headers().contains("ETag") || head.headers().contains("Last-Modified");
    boolean named = lifetimes.explicit() || control.has("public");
    boolean success = head.status() < 400;
    if (lifetimes.neverStale() && lifetimes.freshMillis() == 0 && !validators) {
      return false;
    }
    return lifetimes.freshMillis() > 0
        || lifetimes.whileRevalidateMillis() > 0
        || (named && success)
        || (validators && head.status() == 200);
  }
}
