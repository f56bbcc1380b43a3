package dev.aside.bench.run;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Named words for a process of a contender, one line when written: {@code mode=virtual
 * callers=256}. Immutable.
 */
public final class Settings {
  /** Nothing. */
  public static final Settings NONE = new Settings(Map.of());

  private final Map<String, String> words;

  private Settings(Map<String, String> words) {
    this.words = words;
  }

  /** These and one more, or one changed. */
  public Settings with(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(words);
    more.put(name, value.toString());
    return new Settings(more);
  }

  /** These and {@code others}, which win. */
  public Settings and(Settings others) {
    Map<String, String> more = new LinkedHashMap<>(words);
    more.putAll(others.words);
    return new Settings(more);
  }

  /** The word of {@code name}, which must be there. */
  public String text(String name) {
    String word = words.get(name);
    if (word == null) {
      throw new IllegalArgumentException(name + ": missing (expected: one of " + words.keySet());
    }
    return word;
  }

  /** The word of {@code name}, or {@code otherwise}. */
  public String text(String name, String otherwise) {
    return words.getOrDefault(name, otherwise);
  }

  /** The whole number of {@code name}, which must be there. */
  public int number(String name) {
    return Integer.parseInt(text(name));
  }

  /** The number of {@code name}, which must be there. */
  public double decimal(String name) {
    return Double.parseDouble(text(name));
  }

  /** All in one line. */
  String line() {
    return words.entrySet().stream()
        .map(
            word ->
                word.getKey() + "=" + URLEncoder.encode(word.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining(" "));
  }

  /** What {@link #line} wrote. */
  static Settings parse(String line) {
    Settings settings = NONE;
    for (String word : line.strip().split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        String value = URLDecoder.decode(word.substring(equals + 1), StandardCharsets.UTF_8);
        settings = settings.with(word.substring(0, equals), value);
      }
    }
    return settings;
  }

  @Override
  public String toString() {
    return line();
  }
}
