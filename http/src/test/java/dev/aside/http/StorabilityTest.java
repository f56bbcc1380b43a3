package dev.aside.http;

import static dev.aside.http.Storability.Verdict.AUTHORIZATION;
import static dev.aside.http.Storability.Verdict.COOKIE;
import static dev.aside.http.Storability.Verdict.FORBIDDEN;
import static dev.aside.http.Storability.Verdict.METHOD;
import static dev.aside.http.Storability.Verdict.STATUS;
import static dev.aside.http.Storability.Verdict.STORE;
import static dev.aside.http.Storability.Verdict.USELESS;
import static dev.aside.http.Storability.Verdict.VARY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be kept, with the section that says so. */
final class StorabilityTest {
  private static final Headers NONE = Headers.none();

  static Arguments[] cases() {
    return new Arguments[] {
      row("9111 3", "GET", NONE, 200, Headers.of("Cache-Control", "max-age=60"), STORE),
      row("9111 3, other methods", "POST", NONE, 200, cc("max-age=60"), METHOD),
      row("9111 3, HEAD never fills GET", "HEAD", NONE, 200, cc("max-age=60"), METHOD),
      row("9111 3.3, parts", "GET", NONE, 206, cc("max-age=60"), STATUS),
      row("9110 15.4.5", "GET", NONE, 304, cc("max-age=60"), STATUS),
      row("5.2.2.5", "GET", NONE, 200, cc("no-store, max-age=60"), FORBIDDEN),
      row("5.2.2.5, case", "GET", NONE, 200, cc("No-STORE, max-age=60"), FORBIDDEN),
      row("5.2.2.7", "GET", NONE, 200, cc("private, max-age=60"), FORBIDDEN),
      row("5.2.2.7, fields", "GET", NONE, 200, cc("private=\"x\", max-age=60"), FORBIDDEN),
      row("5.2.2.7, empty list", "GET", NONE, 200, cc("private=\"\", max-age=60"), FORBIDDEN),
      row(
          "9110 5.3, two lines",
          "GET",
          NONE,
          200,
          Headers.of("Cache-Control", "max-age=60", "cache-control", "private"),
          FORBIDDEN),
      row("unreadable", "GET", NONE, 200, cc("max-age=60, x=\"open"), FORBIDDEN),
      row("5.2.2.3, unknown status", "GET", NONE, 299, cc("must-understand, max-age=9"), FORBIDDEN),
      row("5.2.2.3, known", "GET", NONE, 200, cc("must-understand, no-store, max-age=9"), STORE),
      row("3.5", "GET", Headers.of("Authorization", "a"), 200, cc("max-age=60"), AUTHORIZATION),
      row("3.5", "GET", Headers.of("Authorization", "a"), 200, cc("public, max-age=60"), STORE),
      row("3.5", "GET", Headers.of("Authorization", "a"), 200, cc("s-maxage=60"), STORE),
      row(
          "3.5",
          "GET",
          Headers.of("authorization", "a"),
          200,
          cc("must-revalidate, max-age=60"),
          STORE),
      row(
          "7.3, cookies",
          "GET",
          NONE,
          200,
          Headers.of("Cache-Control", "public, max-age=60", "Set-Cookie", "a=b"),
          COOKIE),
      row("4.1", "GET", NONE, 200, varying("*"), VARY),
      row("4.1, a member", "GET", NONE, 200, varying("Accept, *"), VARY),
      row("4.1, no token", "GET", NONE, 200, varying("Accept Encoding"), VARY),
      row("4.1", "GET", NONE, 200, varying("Accept"), STORE),
      row("no freshness, no validator", "GET", NONE, 200, NONE, USELESS),
      row("4.3.1, to be revalidated", "GET", NONE, 200, Headers.of("ETag", "\"a\""), STORE),
      row("4.2.2, not these", "GET", NONE, 403, Headers.of("Last-Modified", "x"), USELESS),
      row("explicit, any status", "GET", NONE, 599, cc("max-age=60"), STORE),
      row(
          "9213 2.2, targeted field first",
          "GET",
          NONE,
          200,
          Headers.of("Cache-Control", "no-store", "CDN-Cache-Control", "max-age=60"),
          STORE),
      row(
          "9213 2.2, malformed is ignored",
          "GET",
          NONE,
          200,
          Headers.of("Cache-Control", "no-store", "CDN-Cache-Control", "max-age=60,"),
          FORBIDDEN),
      row(
          "9213 2.2, private to us",
          "GET",
          NONE,
          200,
          Headers.of("Cache-Control", "max-age=60", "CDN-Cache-Control", "private"),
          FORBIDDEN),
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void of_eachCase_isAsTheSectionSays(
      String section, RequestHead request, ResponseHead response, Storability.Verdict expected) {
    assertEquals(expected, Storability.of(request, response, 0, CachePolicy.defaults()), section);
  }

  @Test
  void of_cookieAndPublic_isKeptOnlyIfAskedFor() {
    CachePolicy policy = CachePolicy.defaults().storesCookies(true);
    RequestHead get = RequestHead.of("GET", "http", "h", "/", NONE);
    Headers publicly = Headers.of("Cache-Control", "public, max-age=60", "Set-Cookie", "a=b");
    Headers plainly = Headers.of("Cache-Control", "max-age=60", "Set-Cookie", "a=b");

    assertEquals(STORE, Storability.of(get, ResponseHead.of(200, publicly), 0, policy));
    assertEquals(COOKIE, Storability.of(get, ResponseHead.of(200, plainly), 0, policy));
  }

  private static Headers cc(String value) {
    return Headers.of("Cache-Control", value);
  }

  private static Headers varying(String value) {
    return Headers.of("Cache-Control", "max-age=60", "Vary", value);
  }

  private static Arguments row(
      String section,
      String method,
      Headers request,
      int status,
      Headers response,
      Storability.Verdict expected) {
    return Arguments.of(
        section,
        RequestHead.of(method, "http", "h", "/", request),
        ResponseHead.of(status, response),
        expected);
  }
}
