package dev.aside.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether what is stored may be served (RFC 9111 section 4, RFC 5861). */
final class ReuseTest {
  private static final CachePolicy POLICY = CachePolicy.defaults();

  @ParameterizedTest(name = "{0} at {1} ms")
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=10 | 9999 | SERVE",
        "max-age=10 | 10000 | REVALIDATE",
        "max-age=10, stale-while-revalidate=5 | 10000 | SERVE_AND_REFRESH",
        "max-age=10, stale-while-revalidate=5 | 14999 | SERVE_AND_REFRESH",
        "max-age=10, stale-while-revalidate=5 | 15000 | REVALIDATE",
        "max-age=10, stale-while-revalidate=5, must-revalidate | 10000 | REVALIDATE",
        "no-cache, max-age=10 | 0 | REVALIDATE",
      })
  void of_age_isJudgedAtTheBoundary(String control, long age, Reuse.Verdict expected) {
    assertEquals(expected, Reuse.of(Examples.get(), stored(control), age, POLICY));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no-cache | 1000 | REVALIDATE",
        "max-age=0 | 1000 | REVALIDATE",
        "max-age=5 | 1000 | SERVE",
        "min-fresh=10 | 1000 | REVALIDATE",
        "min-fresh=5 | 1000 | SERVE",
        "max-stale | 99000 | SERVE",
        "max-stale=5 | 14000 | SERVE",
        "max-stale=5 | 16000 | REVALIDATE",
        "max-stale=0 | 10001 | REVALIDATE",
      })
  void of_requestDirectives_countOnlyIfAskedFor(String asked, long age, Reuse.Verdict expected) {
    RequestHead request = Examples.get("Cache-Control", asked);
    StoredResponse stored = stored("max-age=10");
    assertEquals(expected, Reuse.of(request, stored, age, POLICY.obeysRequests(true)));
    Reuse.Verdict plain = (age < 10_000) ? Reuse.Verdict.SERVE : Reuse.Verdict.REVALIDATE;
    assertEquals(plain, Reuse.of(request, stored, age, POLICY));
  }

  /** RFC 5861 section 4 for errors, RFC 9111 section 4.2.4 for silence. */
  @Test
  void maySurviveError_dependsOnWhetherTheOriginAnswered() {
    CachePolicy policy = POLICY.keepStale(Duration.ofSeconds(60));
    assertFalse(Reuse.maySurviveError(stored("max-age=10"), true, 11_000, policy));
    assertTrue(Reuse.maySurviveError(stored("max-age=10"), false, 11_000, policy));
    assertFalse(Reuse.maySurviveError(stored("max-age=10"), false, 71_000, policy));
    StoredResponse lax = stored("max-age=10, stale-if-error=30");
    assertTrue(Reuse.maySurviveError(lax, true, 40_000, policy));
    assertFalse(Reuse.maySurviveError(lax, true, 41_000, policy));
    for (String strict :
        new String[] {"must-revalidate", "proxy-revalidate", "s-maxage=10", "no-cache"}) {
      assertFalse(
          Reuse.maySurviveError(
              stored("max-age=10, stale-if-error=30, " + strict), false, 11_000, policy),
          strict);
    }
  }

  private static StoredResponse stored(String control) {
    return Examples.stored(0, 0, Headers.of("Cache-Control", control));
  }
}
