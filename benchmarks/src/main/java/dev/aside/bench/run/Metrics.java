package dev.aside.bench.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Named numbers of one round, in order. Immutable. */
public final class Metrics {
  /** Nothing measured. */
  public static final Metrics NONE = new Metrics(Map.of());

  private final Map<String, Double> numbers;

  private Metrics(Map<String, Double> numbers) {
    this.numbers = numbers;
  }

  /** These and one more. */
  public Metrics with(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(numbers);
    more.put(name, value);
    return new Metrics(more);
  }

  /** These and those of {@code others}. */
  public Metrics and(Metrics others) {
    Map<String, Double> more = new LinkedHashMap<>(numbers);
    more.putAll(others.numbers);
    return new Metrics(more);
  }

  /** The number of {@code name}; NaN if it was not measured. */
  public double get(String name) {
    return numbers.getOrDefault(name, Double.NaN);
  }

  /** What was measured. */
  public Set<String> names() {
    return numbers.keySet();
  }

  Settings written() {
    Settings settings = Settings.NONE;
    for (Map.Entry<String, Double> number : numbers.entrySet()) {
      settings = settings.with(number.getKey(), number.getValue());
    }
    return settings;
  }

  static Metrics parse(String line) {
    Metrics metrics = NONE;
    for (String word : line.strip().split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        metrics =
            metrics.with(word.substring(0, equals), Double.parseDouble(word.substring(equals + 1)));
      }
    }
    return metrics;
  }
}
