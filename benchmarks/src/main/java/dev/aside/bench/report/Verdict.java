package dev.aside.bench.report;

import dev.aside.bench.measure.Series;
import org.jspecify.annotations.Nullable;

/** One target and what was measured. Immutable. */
public final class Verdict {
  private final String text;

  private Verdict(String text) {
    this.text = text;
  }

  /** The ratio of two medians of {@code metric} shall be at most {@code limit}. */
  public static Verdict atMost(
      String what, double limit, Series ours, Series theirs, String metric) {
    double ratio = ours.median(metric) / theirs.median(metric);
    return of(what, "<=", limit, ratio, ratio <= limit, refusal(ours, theirs, metric));
  }

  /** The ratio of two medians of {@code metric} shall be at least {@code limit}. */
  public static Verdict atLeast(
      String what, double limit, Series ours, Series theirs, String metric) {
    double ratio = ours.median(metric) / theirs.median(metric);
    return of(what, ">=", limit, ratio, ratio >= limit, refusal(ours, theirs, metric));
  }

  /** A median shall be at most {@code limit}, in the unit that {@code what} names. */
  public static Verdict valueAtMost(String what, double limit, Series ours, String metric) {
    double value = ours.median(metric);
    return of(what, "<=", limit, value, value <= limit, ours.refusal(metric));
  }

  /** A number computed from many series shall be at most {@code limit}; NaN: it could not be. */
  public static Verdict computed(String what, double limit, double value) {
    return of(what, "<=", limit, value, value <= limit, null);
  }

  /** A count, which no noise changes, shall be at most {@code limit}. */
  public static Verdict count(String what, long limit, long measured) {
    return new Verdict(
        "**%s** %s: at most %d, counted %d"
            .formatted(measured <= limit ? "met" : "missed", what, limit, measured));
  }

  private static Verdict of(
      String what, String sign, double limit, double value, boolean met, @Nullable String refusal) {
    String target = "%s: target %s %s".formatted(what, sign, Figures.of(limit));
    String reason = (refusal == null && !Double.isFinite(value)) ? "nothing counted" : refusal;
    if (reason != null) {
      return new Verdict("**not compared** " + target + " (" + reason + ")");
    }
    return new Verdict(
        "**%s** %s, measured %s".formatted(met ? "met" : "missed", target, Figures.of(value)));
  }

  private static @Nullable String refusal(Series ours, Series theirs, String metric) {
    String own = ours.refusal(metric);
    if (own != null) {
      return ours.name() + " " + own;
    }
    String other = theirs.refusal(metric);
    return (other == null) ? null : theirs.name() + " " + other;
  }

  @Override
  public String toString() {
    return text;
  }
}
