package dev.aside.server.config;

import java.util.function.Function;

/** How the text of a setting becomes its value. Immutable. */
final class Rule<T> {
  private final Function<String, T> parser;
  private final String expected;
  private final boolean isHidden;

  private Rule(Function<String, T> parser, String expected, boolean isHidden) {
    this.parser = parser;
    this.expected = expected;
    this.isHidden = isHidden;
  }

  /**
   * A rule.
   *
   * @param parser throws {@link IllegalArgumentException} for what breaks it
   * @param expected the rule in words
   */
  static <T> Rule<T> of(String expected, Function<String, T> parser) {
    return new Rule<>(parser, expected, /* isHidden= */ false);
  }

  /** The same for a text that may be a secret, given in place of the file with it. */
  Rule<T> hidden() {
    return new Rule<>(parser, expected, /* isHidden= */ true);
  }

  boolean isHidden() {
    return isHidden;
  }

  T parse(String text) {
    return parser.apply(text);
  }

  String expected() {
    return expected;
  }
}
