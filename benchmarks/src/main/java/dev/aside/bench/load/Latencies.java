package dev.aside.bench.load;

import dev.aside.bench.run.Metrics;
import org.HdrHistogram.Histogram;

/** How long calls took, to one part in a hundred. Stateless. */
public final class Latencies {
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 2;

  private Latencies() {}

  /** An empty histogram of nanoseconds. */
  public static Histogram empty() {
    return new Histogram(1, HIGHEST_NANOS, DIGITS);
  }

  /** Within what a histogram can hold. */
  public static long clamp(long nanos) {
    return Math.min(HIGHEST_NANOS, Math.max(1, nanos));
  }

  /** Percentiles in microseconds. */
  public static Metrics metrics(Histogram latencies) {
    if (latencies.getTotalCount() == 0) {
      return Metrics.NONE;
    }
    return Metrics.NONE
        .with(Load.P50, latencies.getValueAtPercentile(50) / 1e3)
        .with(Load.P99, latencies.getValueAtPercentile(99) / 1e3)
        .with(Load.MAX, latencies.getMaxValue() / 1e3);
  }
}
