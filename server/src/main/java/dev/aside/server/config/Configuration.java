package dev.aside.server.config;

import dev.aside.server.config.Source.Given;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of every setting and where it came from. Immutable. */
public final class Configuration {
  private final Map<Setting<?>, Entry> entries;

  private Configuration(Map<Setting<?>, Entry> entries) {
    this.entries = entries;
  }

  /**
   * Takes each setting from the first of {@code sources} that knows it, else its default.
   *
   * @param environment for the defaults that depend on it
   * @throws ConfigurationException for the first value that breaks its rule
   */
  public static Configuration of(List<Source> sources, Map<String, String> environment) {
    Map<Setting<?>, Entry> entries = new LinkedHashMap<>();
    for (Setting<?> setting : Settings.ALL) {
      entries.put(setting, entry(setting, sources, environment));
    }
    return new Configuration(entries);
  }

  /** The value of {@code setting}. */
  @SuppressWarnings("unchecked") // the value was parsed by this very setting
  public <T> T get(Setting<T> setting) {
    Entry entry = entries.get(setting);
    if (entry == null) {
      throw new IllegalArgumentException(
          "setting: " + setting + " (expected: one of Settings.ALL)");
    }
    return (T) entry.value();
  }

  /** Everything, one line per setting, with secrets masked: {@code port: 8080 # default}. */
  public List<String> lines() {
    int width = entries.values().stream().mapToInt(entry -> entry.shown().length()).max().orElse(0);
    return entries.values().stream()
        .map(
            entry ->
                entry.shown() + " ".repeat(width - entry.shown().length()) + "  # " + entry.origin)
        .toList();
  }

  private static Entry entry(
      Setting<?> setting, List<Source> sources, Map<String, String> environment) {
    Given given = given(setting, sources);
    if (given == null) {
      given = new Given(setting.fallback(environment), "default");
    }
    String where = given.origin().equals("default") ? setting.name() : given.origin();
    Object value = setting.parse(given.text(), where);
    return new Entry(setting.name(), given.text(), given.origin(), value);
  }

  private static @Nullable Given given(Setting<?> setting, List<Source> sources) {
    for (Source source : sources) {
      Given given = source.find(setting);
      if (given != null) {
        return given;
      }
    }
    return null;
  }

  private record Entry(String name, String text, String origin, Object value) {
    String shown() {
      return name + ": " + Secrets.mask(text);
    }
  }
}
