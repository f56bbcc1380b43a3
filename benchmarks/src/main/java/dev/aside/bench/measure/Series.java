package dev.aside.bench.measure;

import dev.aside.bench.run.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rounds of one contender in one discipline. Confined to one thread until it is complete. */
public final class Series {
  /** Beyond this distance between the best and the worst round, a median means little. */
  private static final double MAX_SPREAD = 1.0;

  private final String name;
  private final int wanted;
  private final List<Metrics> rounds = new ArrayList<>();
  private int disturbed;
  private @Nullable String failure;

  Series(String name, int wanted) {
    this.name = name;
    this.wanted = wanted;
  }

  void add(Metrics round) {
    rounds.add(round);
  }

  void addDisturbed() {
    disturbed++;
  }

  void fail(String reason) {
    failure = reason;
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** As the table shows it. */
  public String name() {
    return name;
  }

  /** Rounds that count. */
  public int size() {
    return rounds.size();
  }

  /** Rounds thrown away because the machine was not ours. */
  public int disturbed() {
    return disturbed;
  }

  /** How many rounds count, and how many were thrown away, for a table. */
  public String roundsText() {
    return (disturbed == 0)
        ? Integer.toString(rounds.size())
        : "%d (%d disturbed)".formatted(rounds.size(), disturbed);
  }

  /** Why this must not be compared with others; null if it may be. */
  public @Nullable String refusal(String metric) {
    if (failure != null) {
      return failure;
    }
    if (rounds.size() < (wanted + 1) / 2) {
      return "disturbed: %d of %d rounds".formatted(disturbed, disturbed + rounds.size());
    }
    if (rounds.size() > 1 && spread(metric) > MAX_SPREAD) {
      return "unsteady: %.0f %% between its rounds".formatted(100 * spread(metric));
    }
    return null;
  }

  /** The distance from the least to the greatest round, as a part of the median. */
  public double spread(String metric) {
    double[] sorted = sorted(metric);
    return (sorted.length == 0)
        ? Double.NaN
        : (sorted[sorted.length - 1] - sorted[0]) / median(metric);
  }

  /** The median over the rounds; NaN if nothing was measured. */
  public double median(String metric) {
    double[] sorted = sorted(metric);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The least round. */
  public double min(String metric) {
    double[] sorted = sorted(metric);
    return (sorted.length == 0) ? Double.NaN : sorted[0];
  }

  /** The greatest round. */
  public double max(String metric) {
    double[] sorted = sorted(metric);
    return (sorted.length == 0) ? Double.NaN : sorted[sorted.length - 1];
  }

  private double[] sorted(String metric) {
    return rounds.stream()
        .mapToDouble(round -> round.get(metric))
        .filter(value -> !Double.isNaN(value))
        .sorted()
        .toArray();
  }
}
