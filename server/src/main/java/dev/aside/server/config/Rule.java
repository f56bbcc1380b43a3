package dev.aside.server.config;

import java.util.function.Function;

/** How the text of a setting becomes its value. Immutable. */
final class Rule<T> {
  private final Function<String, T> parser;
  private final String expected;

  private Rule(Function<String, T> parser, String expected) {
    this.parser = parser;
    this.expected = expected;
  }

  /**
   * A rule.
   *
   * @param parser throws {@link IllegalArgumentException} for what breaks it
   * @param expected the rule in words
   */
  static <T> Rule<T> of(String expected, Function<String, T> parser) {
    return new Rule<>(parser, expected);
  }

  T parse(String text) {
    return parser.apply(text);
  }

  String expected() {
    return expected;
  }
}
