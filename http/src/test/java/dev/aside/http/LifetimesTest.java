package dev.aside.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Freshness and age (RFC 9111 section 4.2), and the windows of RFC 5861. */
final class LifetimesTest {
  private static final long NOW = 1_784_635_200_000L; // Tue, 21 Jul 2026 12:00:00 GMT
  private static final CachePolicy POLICY = CachePolicy.defaults();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60 | 60",
        "MAX-AGE=60 | 60",
        "max-age=\"60\" | 60",
        "max-age=060 | 60",
        "max-age=60, s-maxage=90 | 90",
        "s-maxage=0, max-age=60 | 0",
        "max-age=abc | 0",
        "max-age=60.5 | 0",
        "max-age=-60 | 0",
        "max-age=60a | 0",
        "max-age = 60 | 0",
        "max-age | 0",
        "max-age=60, max-age=30 | 30",
        "x=\"max-age=60\" | 0",
        "max-age=60, no-cache | 0",
        "max-age=60, no-cache=\"a\" | 60",
        "max-age=2147483648 | 2147483647",
        "max-age=99999999999999999999999 | 2147483647",
      })
  void freshness_ofCacheControl(String value, long seconds) {
    assertEquals(seconds * 1_000, of(200, "Cache-Control", value).freshMillis());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Tue, 21 Jul 2026 13:00:00 GMT | 3600",
        "tue, 21 jul 2026 13:00:00 gmt | 3600",
        "Tuesday, 21-Jul-26 13:00:00 GMT | 3600",
        "Tue Jul 21 13:00:00 2026 | 3600",
        "Tue, 21 Jul 2026 11:00:00 GMT | 0",
        "Tue, 21 Jul 2026 13:00:00 UTC | 0",
        "Tue, 21 Jul 2026 13:00:00 AEST | 0",
        "Tue 21 Jul 2026 13:00:00 GMT | 0",
        "Tue, 21-Jul-2026 13:00:00 GMT | 0",
        "Tue, 21 Jul 26 13:00:00 GMT | 0",
        "Tue, 21  Jul  2026 13:00:00 GMT | 0",
        "Tue, 21 Jul 2026 3:00:00 GMT | 0",
        "Tue, 21 Jul 2026 13.00.00 GMT | 0",
        "0 | 0",
        "-1 | 0",
      })
  void freshness_ofExpires(String value, long seconds) {
    Lifetimes lifetimes = of(200, "Date", "Tue, 21 Jul 2026 12:00:00 GMT", "Expires", value);
    assertEquals(seconds * 1_000, lifetimes.freshMillis());
  }

  @Test
  void freshness_maxAgeBesideExpires_maxAgeCounts() {
    String later = HttpDates.format(NOW + 3_600_000);
    assertEquals(1_000, of(200, "Cache-Control", "max-age=1", "Expires", later).freshMillis());
  }

  @Test
  void freshness_targetedField_hidesExpiresAndCacheControl() {
    String later = HttpDates.format(NOW + 3_600_000);
    assertEquals(
        0, of(200, "CDN-Cache-Control", "must-revalidate", "Expires", later).freshMillis());
    assertEquals(
        7_000,
        of(200, "CDN-Cache-Control", "max-age=7;x=1", "Cache-Control", "max-age=9").freshMillis());
    assertEquals(
        9_000,
        of(200, "CDN-Cache-Control", "max-age=7, ?", "Cache-Control", "max-age=9").freshMillis());
    assertEquals(0, of(200, "CDN-Cache-Control", "max-age=\"7\"").freshMillis());
  }

  @Test
  void freshness_guessed_isATenthUpToADay_onlyWhereItMayBe() {
    String tenHoursAgo = HttpDates.format(NOW - Duration.ofHours(10).toMillis());
    String yearsAgo = HttpDates.format(NOW - Duration.ofDays(1_000).toMillis());
    assertEquals(3_600_000, of(200, "Last-Modified", tenHoursAgo).freshMillis());
    assertEquals(86_400_000, of(200, "Last-Modified", yearsAgo).freshMillis());
    assertEquals(3_600_000, of(404, "Last-Modified", tenHoursAgo).freshMillis());
    assertEquals(0, of(201, "Last-Modified", tenHoursAgo).freshMillis());
    assertEquals(0, of(502, "Last-Modified", tenHoursAgo).freshMillis());
    assertEquals(
        3_600_000, of(201, "Last-Modified", tenHoursAgo, "Cache-Control", "public").freshMillis());
    assertEquals(0, of(200).freshMillis());
  }

  @Test
  void freshness_ofErrors_isCapped() {
    assertEquals(10_000, of(503, "Cache-Control", "max-age=3600").freshMillis());
    assertEquals(10_000, of(400, "Cache-Control", "max-age=3600").freshMillis());
    assertEquals(3_600_000, of(404, "Cache-Control", "max-age=3600").freshMillis());
  }

  @Test
  void windows_areThere_unlessItMustBeRevalidated() {
    String windows = "max-age=1, stale-while-revalidate=2, stale-if-error=3";
    Lifetimes lax = of(200, "Cache-Control", windows);
    assertEquals(2_000, lax.whileRevalidateMillis());
    assertEquals(3_000, lax.ifErrorMillis());
    assertFalse(lax.neverStale());
    for (String strict : new String[] {"must-revalidate", "proxy-revalidate", "s-maxage=1"}) {
      Lifetimes strictly = of(200, "Cache-Control", windows + ", " + strict);
      assertTrue(strictly.neverStale(), strict);
      assertEquals(0, strictly.whileRevalidateMillis() + strictly.ifErrorMillis(), strict);
    }
  }

  /** Section 5.1: the first member counts, and what is not a number is ignored. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "7200 | 7200",
        "0, 7200 | 0",
        "7200, 0 | 7200",
        "abc | 0",
        "-7200 | 0",
        "7200.0 | 0",
        "7200;a=b | 0",
        "2147483648 | 2147483647",
      })
  void age_ofTheField(String value, long seconds) {
    Headers headers = Headers.of("Age", value);
    assertEquals(seconds * 1_000, Lifetimes.initialAgeMillis(headers, NOW, NOW));
  }

  @Test
  void age_isTheGreaterOfDateAndAge_andGrows() {
    Headers dated = Headers.of("Date", HttpDates.format(NOW - 5_000), "Age", "3");
    assertEquals(5_000, Lifetimes.initialAgeMillis(dated, NOW - 1_000, NOW));
    assertEquals(4_000, Lifetimes.initialAgeMillis(Headers.of("Age", "3"), NOW - 1_000, NOW));
    StoredResponse stored = Examples.stored(NOW, 4_000, Headers.none());
    assertEquals(6_000, stored.ageMillis(NOW + 2_000));
    assertEquals(4_000, stored.ageMillis(NOW - 9_000), "a clock set back makes nothing younger");
  }

  private static Lifetimes of(int status, String... fields) {
    return Lifetimes.of(ResponseHead.of(status, Headers.of(fields)), NOW, POLICY);
  }
}
