package dev.aside.http;

import java.util.List;
import java.util.Set;

/**
 * For how long a response is fresh, and what may be done with it afterwards (RFC 9111 section 4.2,
 * RFC 5861). Immutable; all times are in milliseconds.
 *
 * @param freshMillis its freshness lifetime
 * @param whileRevalidateMillis for how long after that it may be served while it is revalidated
 * @param ifErrorMillis for how long after that it may be served when the origin fails
 * @param neverStale whether it must not be served stale, not even when the origin cannot be reached
 * @param explicit whether it says itself for how long it is fresh
 */
record Lifetimes(
    long freshMillis,
    long whileRevalidateMillis,
    long ifErrorMillis,
    boolean neverStale,
    boolean explicit) {

  /** RFC 9110 section 15.1: cacheable although they do not say so. */
  private static final Set<Integer> HEURISTIC =
      Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

  /** A tenth of the time since the last change is a typical choice (section 4.2.2). */
  private static final int HEURISTIC_PART = 10;

  /** Lifetimes of a response that was received at {@code responseMillis}. */
  static Lifetimes of(ResponseHead head, long responseMillis, CachePolicy policy) {
    Headers headers = head.headers();
    Directives.Source source = Directives.of(headers, policy.targetedFields());
    CacheControl control = source.control();
    boolean noCache = control.has("no-cache") && control.fields("no-cache") == null;
    boolean neverStale =
        noCache
            || control.has("must-revalidate")
            || control.has("proxy-revalidate")
            || control.has("s-maxage"); // sections 5.2.2.2, 5.2.2.8, 5.2.2.10
    boolean explicit = isExplicit(control, headers, source.targeted());
    long fresh = noCache ? 0 : freshMillis(source, head, responseMillis, policy);
    return new Lifetimes(
        isPassingError(head.status()) ? Math.min(fresh, policy.maxErrorMillis()) : fresh,
        neverStale ? 0 : window(control, "stale-while-revalidate"),
        neverStale ? 0 : window(control, "stale-if-error"),
        neverStale,
        explicit);
  }

  private static long window(CacheControl control, String name) {
    return Math.max(0, control.seconds(name)) * 1_000;
  }

  private static boolean isExplicit(CacheControl control, Headers headers, boolean targeted) {
    return control.has("s-maxage")
        || control.has("max-age")
        || (!targeted && headers.contains("Expires"));
  }

  /** Errors that may come from one bad request, or pass. What is gone is an answer. */
  private static boolean isPassingError(int status) {
    return status >= 400 && status != 404 && status != 410;
  }

  /** Section 4.2.1: s-maxage, else max-age, else Expires, else a guess. */
  private static long freshMillis(
      Directives.Source source, ResponseHead head, long responseMillis, CachePolicy policy) {
    CacheControl control = source.control();
    Headers headers = head.headers();
    if (control.has("s-maxage")) {
      return control.seconds("s-maxage") * 1_000;
    }
    if (control.has("max-age")) {
      return control.seconds("max-age") * 1_000;
    }
    if (!source.targeted() && headers.contains("Expires")) {
      return untilExpires(headers, responseMillis);
    }
    boolean guess = HEURISTIC.contains(head.status()) || control.has("public");
    return guess ? heuristic(headers, responseMillis, policy) : 0;
  }

  /** Section 5.3: what is not one valid date, such as 0, is in the past. */
  private static long untilExpires(Headers headers, long responseMillis) {
    List<String> values = headers.all("Expires");
    long expires =
        (values.size() == 1) ? HttpDates.parse(values.get(0), responseMillis) : HttpDates.INVALID;
    return (expires == HttpDates.INVALID)
        ? 0
        : Math.max(0, expires - dateMillis(headers, responseMillis));
  }

  /** Section 4.2.2. Without a date of the last change there is nothing to guess by. */
  private static long heuristic(Headers headers, long responseMillis, CachePolicy policy) {
    String text = headers.first("Last-Modified");
    long modified = (text == null) ? HttpDates.INVALID : HttpDates.parse(text, responseMillis);
    if (modified == HttpDates.INVALID) {
      return 0;
    }
    long unchanged = Math.max(0, dateMillis(headers, responseMillis) - modified);
    return Math.min(unchanged / HEURISTIC_PART, policy.maxHeuristicMillis());
  }

  /** When the response was made; when it came, if it does not say so. */
  static long dateMillis(Headers headers, long responseMillis) {
    String text = headers.first("Date");
    long date = (text == null) ? HttpDates.INVALID : HttpDates.parse(text, responseMillis);
    return (date == HttpDates.INVALID) ? responseMillis : date;
  }

  /** How old a response was when it came (section 4.2.3). */
  static long initialAgeMillis(Headers headers, long requestMillis, long responseMillis) {
    long apparent = Math.max(0, responseMillis - dateMillis(headers, responseMillis));
    long delay = Math.max(0, responseMillis - requestMillis);
    return Math.max(apparent, DeltaSeconds.age(headers) * 1_000 + delay);
  }

  /** For how long it is worth keeping, from its beginning on. */
  long keepMillis(CachePolicy policy) {
    long stale = Math.max(policy.keepStaleMillis(), Math.max(whileRevalidateMillis, ifErrorMillis));
    return freshMillis + stale;
  }
}
