package dev.aside.http;

import java.util.Set;

/** Conditional requests (RFC 9110 section 13, RFC 9111 section 4.3). Stateless. */
final class Preconditions {
  /** Conditions that only the origin can judge: such a request goes there (section 4.3.2). */
  private static final Set<String> FOR_THE_ORIGIN = Set.of("if-match", "if-unmodified-since");

  private static final Set<String> CONDITIONS =
      Set.of("if-none-match", "if-modified-since", "if-range", "range");

  /** What a 304 says (RFC 9110 section 15.4.5), besides what this cache adds. */
  private static final Set<String> IN_A_304 =
      Set.of("cache-control", "content-location", "date", "etag", "expires", "vary");

  private Preconditions() {}

  static boolean areForTheOrigin(Headers request) {
    return FOR_THE_ORIGIN.stream().anyMatch(request::contains);
  }

  static boolean areThere(Headers request) {
    return request.contains("If-None-Match") || request.contains("If-Modified-Since");
  }

  /** Whether the client has what is stored: {@code If-None-Match} counts before the date. */
  static boolean isNotModified(Headers request, ResponseHead stored, long responseMillis) {
    if (stored.status() != 200) {
      return false; // section 13.2.1: a condition is of no effect if the answer is not a success
    }
    if (request.contains("If-None-Match")) {
      String tag = stored.headers().first("ETag");
      return EntityTag.isAmong(request.all("If-None-Match"), (tag == null) ? "" : tag);
    }
    String since = request.first("If-Modified-Since");
    long asked = (since == null) ? HttpDates.INVALID : HttpDates.parse(since, responseMillis);
    if (asked == HttpDates.INVALID) {
      return false;
    }
    String modified = stored.headers().first("Last-Modified");
    long changed =
        (modified == null)
            ? Lifetimes.dateMillis(stored.headers(), responseMillis) // RFC 9111 section 4.3.2
            : HttpDates.parse(modified, responseMillis);
    return changed != HttpDates.INVALID && changed <= asked;
  }

  /** The fields of a 304 made of stored ones. */
  static Headers notModified(Headers stored) {
    Headers.Builder kept = Headers.builder();
    boolean hasTag = stored.contains("ETag");
    stored.forEach(
        (name, value) -> {
          String lower = Headers.lower(name);
          if (IN_A_304.contains(lower) || (!hasTag && lower.equals("last-modified"))) {
            kept.add(name, value);
          }
        });
    return kept.build();
  }

  /** The request that asks whether {@code stored} still holds (RFC 9111 section 4.3.1). */
  static Headers revalidating(Headers request, Headers stored) {
    Headers.Builder headers = Headers.builder().addAll(request.without(CONDITIONS));
    String tag = stored.first("ETag");
    if (tag != null) {
      headers.add("If-None-Match", tag);
    }
    String modified = stored.first("Last-Modified");
    if (modified != null) {
      headers.add("If-Modified-Since", modified);
    }
    return headers.build();
  }

  static boolean canBeRevalidated(Headers stored) {
    return stored.contains("ETag") || stored.contains("Last-Modified");
  }
}
