package dev.aside.bench.report;

import java.util.Locale;

/** Numbers as the tables show them. Stateless. */
public final class Figures {
  private static final String NOTHING = "-";

  private Figures() {}

  /** Three figures, or a dash for what was not measured. */
  public static String of(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return NOTHING;
    }
    double size = Math.abs(value);
    if (size >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ');
    }
    return String.format(
        Locale.ROOT, (size >= 100) ? "%.0f" : (size >= 10) ? "%.1f" : "%.2f", value);
  }

  /** A ratio, or a dash. */
  public static String ratio(double value) {
    return (Double.isNaN(value) || Double.isInfinite(value))
        ? NOTHING
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
