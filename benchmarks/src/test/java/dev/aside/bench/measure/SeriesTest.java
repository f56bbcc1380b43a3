package dev.aside.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.bench.report.Verdict;
import dev.aside.bench.run.Metrics;
import org.junit.jupiter.api.Test;

/** What may be compared, and what the median is. */
final class SeriesTest {
  private static final String METRIC = "ops";

  @Test
  void median_oddAndEvenRounds_isTheMiddle() {
    assertEquals(2, series(3, 3, 1, 2).median(METRIC));
    assertEquals(2.5, series(4, 4, 1, 2, 3).median(METRIC));
  }

  @Test
  void refusal_fewRoundsWereUndisturbed_saysSo() {
    Series series = series(3, 5);
    series.addDisturbed();
    series.addDisturbed();

    assertEquals("disturbed: 2 of 3 rounds", series.refusal(METRIC));
  }

  @Test
  void refusal_roundsFarApart_saysSo() {
    assertNotNull(series(3, 1, 2, 9).refusal(METRIC));
    assertNull(series(3, 9, 10, 11).refusal(METRIC));
  }

  @Test
  void verdict_refusedSeries_isNotCompared() {
    Series disturbed = series(3, 5);

    String verdict = Verdict.atLeast("a", 2, disturbed, series(3, 1, 1, 1), METRIC).toString();

    assertTrue(verdict.startsWith("**not compared**"), verdict);
  }

  @Test
  void verdict_goodSeries_namesTargetAndRatio() {
    String verdict = Verdict.atLeast("a", 2, series(1, 30), series(1, 10), METRIC).toString();

    assertEquals("**met** a: target >= 2.00, measured 3.00", verdict);
  }

  private static Series series(int wanted, double... values) {
    Series series = new Series("one", wanted);
    for (double value : values) {
      series.add(Metrics.NONE.with(METRIC, value));
    }
    return series;
  }
}
