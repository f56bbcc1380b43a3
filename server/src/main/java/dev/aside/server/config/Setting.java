package dev.aside.server.config;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * One thing that can be configured: its name, what it means, its rule and its default. Flag,
 * environment variable and help all come from here. Immutable.
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {
  private final String name;
  private final String placeholder;
  private final String description;
  private final Rule<? extends T> rule;
  private final Function<Map<String, String>, String> fallback;
  private final boolean many;

  private Setting(
      String name,
      String placeholder,
      String description,
      Rule<? extends T> rule,
      Function<Map<String, String>, String> fallback,
      boolean many) {
    this.name = name;
    this.placeholder = placeholder;
    this.description = description;
    this.rule = rule;
    this.fallback = fallback;
    this.many = many;
  }

  static <T> Setting<T> of(
      String name,
      String placeholder,
      String fallback,
      Rule<? extends T> rule,
      String description) {
    return new Setting<>(name, placeholder, description, rule, environment -> fallback, false);
  }

  /** A setting whose default depends on the environment, such as the home folder. */
  static <T> Setting<T> computed(
      String name,
      String placeholder,
      Function<Map<String, String>, String> fallback,
      Rule<? extends T> rule,
      String description) {
    return new Setting<>(name, placeholder, description, rule, fallback, false);
  }

  /** A setting whose flag may be given several times; elsewhere its values stand between commas. */
  static <T> Setting<T> several(
      String name, String placeholder, Rule<? extends T> rule, String description) {
    return new Setting<>(name, placeholder, description, rule, environment -> "", true);
  }

  /** Its name in words joined by {@code -}. */
  public String name() {
    return name;
  }

  /** Its flag on the command line, such as {@code --data-dir}. */
  public String flag() {
    return "--" + name;
  }

  /** Its environment variable, such as {@code ASIDE_DATA_DIR}. */
  public String variable() {
    return Environment.PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** What stands for its value in the help. */
  public String placeholder() {
    return placeholder;
  }

  /** What it means, in a sentence for the help. */
  public String description() {
    return description;
  }

  /** Whether its flag may be given several times. */
  public boolean many() {
    return many;
  }

  /** The text of its default. */
  public String fallback(Map<String, String> environment) {
    return fallback.apply(environment);
  }

  /**
   * The value of {@code text}.
   *
   * @param origin where the text was given, for the message
   * @throws ConfigurationException if the text breaks the rule
   */
  public T parse(String text, String origin) {
    try {
      return rule.parse(text);
    } catch (IllegalArgumentException e) {
      String shown = text.isEmpty() ? "empty" : rule.isHidden() ? "***" : Secrets.mask(text);
      throw new ConfigurationException(
          origin + ": " + shown + " (expected: " + rule.expected() + ")");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
