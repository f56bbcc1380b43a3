package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.LoadTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What to do with a stored value, case by case; all times are milliseconds. */
final class StalePolicyTest {
  private static final int LOAD_MILLIS = 200;

  /** A draw that refreshes nothing early. */
  private static final DoubleSupplier NEVER_EARLY = () -> 0;

  @ParameterizedTest(name = "windows {0} and {1}, fresh until {2}, kept until {3}, now {4}: {5}")
  @CsvSource({
    // revalidate, error, soft, hard, now, verdict
    // No windows.
    "0, 0, 10000, 10000, 1, SERVE",
    "0, 0, 10000, 10000, 9999, SERVE",
    "0, 0, 10000, 10000, 10000, LOAD",
    "0, 0, 10000, 10000, 99999, LOAD",
    // While somebody loads anew.
    "2000, 0, 10000, 12000, 9999, SERVE",
    "2000, 0, 10000, 12000, 10000, SERVE_AND_REFRESH",
    "2000, 0, 10000, 12000, 11999, SERVE_AND_REFRESH",
    "2000, 0, 10000, 12000, 12000, LOAD",
    // If the load fails.
    "0, 5000, 10000, 15000, 9999, SERVE",
    "0, 5000, 10000, 15000, 10000, LOAD_ELSE_SERVE",
    "0, 5000, 10000, 15000, 14999, LOAD_ELSE_SERVE",
    "0, 5000, 10000, 15000, 15000, LOAD",
    // Both, each from the end of the freshness on.
    "2000, 5000, 10000, 15000, 9999, SERVE",
    "2000, 5000, 10000, 15000, 10000, SERVE_AND_REFRESH",
    "2000, 5000, 10000, 15000, 11999, SERVE_AND_REFRESH",
    "2000, 5000, 10000, 15000, 12000, LOAD_ELSE_SERVE",
    "2000, 5000, 10000, 15000, 14999, LOAD_ELSE_SERVE",
    "2000, 5000, 10000, 15000, 15000, LOAD",
    // The other way round the window for errors lies within the other and says nothing new.
    "5000, 2000, 10000, 15000, 11999, SERVE_AND_REFRESH",
    "5000, 2000, 10000, 15000, 14999, SERVE_AND_REFRESH",
    "5000, 2000, 10000, 15000, 15000, LOAD",
    // Stored by a process with shorter windows, or longer ones: the shorter counts.
    "2000, 5000, 10000, 11000, 10999, SERVE_AND_REFRESH",
    "2000, 5000, 10000, 11000, 11000, LOAD",
    "2000, 5000, 10000, 20000, 14999, LOAD_ELSE_SERVE",
    "2000, 5000, 10000, 20000, 15000, LOAD",
    "0, 0, 10000, 20000, 10000, LOAD",
    // Softened: the end of the freshness is gone, that of the windows is not.
    "2000, 5000, 0, 15000, 1, SERVE_AND_REFRESH",
    "2000, 5000, 0, 15000, 14999, SERVE_AND_REFRESH",
    "2000, 5000, 0, 15000, 15000, LOAD",
    "0, 5000, 0, 15000, 1, LOAD_ELSE_SERVE",
    "0, 5000, 0, 15000, 14999, LOAD_ELSE_SERVE",
    "0, 5000, 0, 15000, 15000, LOAD",
    "2000, 0, 0, 12000, 11999, SERVE_AND_REFRESH",
    "0, 0, 0, 10000, 1, LOAD",
    // The server's clock is not known.
    "0, 0, 10000, 10000, 0, SERVE",
    "0, 0, 0, 10000, 0, LOAD",
    "2000, 0, 10000, 12000, 0, LOAD",
    "0, 5000, 10000, 15000, 0, LOAD_ELSE_SERVE",
    "2000, 5000, 10000, 15000, 0, LOAD_ELSE_SERVE",
    "2000, 5000, 0, 15000, 0, LOAD_ELSE_SERVE",
  })
  void judge_value_isThis(
      long revalidate, long error, long soft, long hard, long now, Verdict expected) {
    assertEquals(expected, policy(revalidate, error, 1).judge(value(soft, hard), now, NEVER_EARLY));
  }

  @ParameterizedTest(name = "fresh until {0}, now {1}: {2}")
  @CsvSource({
    "10000, 1, SERVE",
    "10000, 9999, SERVE",
    "10000, 10000, LOAD",
    "10000, 0, SERVE",
    "0, 1, LOAD",
    "0, 0, LOAD",
  })
  void judge_absence_isNeitherServedLongerNorRefreshedEarly(long soft, long now, Verdict expected) {
    StalePolicy policy = policy(2_000, 5_000, 100);

    assertEquals(expected, policy.judge(absence(soft), now, StalePolicyTest::mustNotDraw));
  }

  @Test
  void judge_timeIsOver_drawsNothing() {
    StalePolicy policy = policy(2_000, 5_000, 1);

    assertEquals(
        Verdict.SERVE_AND_REFRESH,
        policy.judge(value(10_000, 15_000), 10_000, StalePolicyTest::mustNotDraw));
    assertEquals(
        Verdict.LOAD_ELSE_SERVE,
        policy.judge(value(10_000, 15_000), 12_000, StalePolicyTest::mustNotDraw));
    assertEquals(
        Verdict.LOAD, policy.judge(value(10_000, 15_000), 15_000, StalePolicyTest::mustNotDraw));
  }

  @Test
  void windowMillis_two_isTheLonger() {
    assertEquals(0, policy(0, 0, 1).windowMillis());
    assertEquals(5_000, policy(2_000, 5_000, 1).windowMillis());
    assertEquals(5_000, policy(5_000, 2_000, 1).windowMillis());
  }

  @Test
  void forgives_isWhatThePredicateSays() {
    StalePolicy policy =
        new StalePolicy(
            Duration.ZERO, Duration.ofSeconds(5), error -> error instanceof IOException, 1);

    assertTrue(policy.forgives(new IOException("the database is away")));
    assertFalse(policy.forgives(new LoadTimeoutException("loadTimeout")));
  }

  // Early refresh

  @Test
  void judge_drawReachesTheEnd_isRefreshedEarlyAndNotAMillisecondBefore() {
    StalePolicy policy = policy(0, 0, 1);
    double chance = 0.9;
    long early = policy.earlinessMillis(LOAD_MILLIS, chance);
    assertTrue(early > 0, "the test is of use");

    assertEquals(
        Verdict.SERVE_AND_REFRESH,
        policy.judge(value(10_000, 10_000), 10_000 - early, () -> chance));
    assertEquals(
        Verdict.SERVE, policy.judge(value(10_000, 10_000), 10_000 - early - 1, () -> chance));
  }

  @Test
  void earliness_betaIsZero_isNever() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      assertEquals(0, policy(0, 0, 0).earlinessMillis(LOAD_MILLIS, random.nextDouble()));
    }
    assertEquals(
        Verdict.SERVE,
        policy(0, 0, 0).judge(value(10_000, 10_000), 9_999, () -> Math.nextDown(1.0)));
  }

  @Test
  void earliness_loadTookNoTime_isNever() {
    assertEquals(0, policy(0, 0, 100).earlinessMillis(0, Math.nextDown(1.0)));
  }

  @ParameterizedTest(name = "beta {0}")
  @CsvSource({"0.5", "1", "2", "10"})
  void earliness_manyDraws_isExponentialWithMeanBetaTimesLoadTime(double beta) {
    int draws = 200_000;
    double mean = beta * LOAD_MILLIS;
    StalePolicy policy = policy(0, 0, beta);
    Random random = new Random(7);
    double sum = 0;
    int beyondMean = 0;
    for (int i = 0; i < draws; i++) {
      long early = policy.earlinessMillis(LOAD_MILLIS, random.nextDouble());
      sum += early;
      beyondMean += (early >= mean) ? 1 : 0;
    }

    // Cut off to whole milliseconds: half of one less on average.
    assertEquals(mean - 0.5, sum / draws, 0.01 * mean);
    assertEquals(Math.exp(-1), (double) beyondMean / draws, 0.01);
  }

  @Test
  void earliness_loadTookForEver_hasALimit() {
    assertEquals(
        Settings.MAX_TTL.toMillis(),
        policy(0, 0, 100).earlinessMillis(Integer.MAX_VALUE, Math.nextDown(1.0)));
  }

  private static StalePolicy policy(long revalidate, long error, double beta) {
    return new StalePolicy(
        Duration.ofMillis(revalidate), Duration.ofMillis(error), failure -> true, beta);
  }

  private static Frame.Stored value(long soft, long hard) {
    return stored(Payload.plain(new byte[0]), soft, hard);
  }

  private static Frame.Stored absence(long soft) {
    return stored(null, soft, soft);
  }

  private static Frame.Stored stored(@Nullable Payload payload, long soft, long hard) {
    return new Frame.Stored(payload, soft, hard, 99, LOAD_MILLIS, 0, 0, null, 0, null, Stamps.NONE);
  }

  private static double mustNotDraw() {
    throw new AssertionError("chance decides nothing here");
  }
}
