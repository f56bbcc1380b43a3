package dev.aside.server.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values from environment variables, {@code ASIDE_PORT} for {@code port}. Immutable. */
public final class Environment implements Source {
  static final String PREFIX = "ASIDE_";

  /** Read by the launcher and the tests, not by the server. */
  private static final List<String> NOT_OURS =
      List.of("ASIDE_JAVA_", "ASIDE_BUILD_", "ASIDE_CHROMIUM");

  /** Kubernetes sets these in every pod beside a service that is named {@code aside}. */
  private static final List<String> SERVICE_LINKS = List.of("ASIDE_SERVICE_", "ASIDE_PORT_");

  private static final String SERVICE_LINK_VALUE = "tcp://";

  private final Map<String, String> variables;

  private Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * The settings in {@code variables}.
   *
   * @throws ConfigurationException if one looks like a setting but is none
   */
  public static Environment of(Map<String, String> variables) {
    Map<String, String> ours =
        variables.entrySet().stream()
            .filter(entry -> looksLikeSetting(entry.getKey(), entry.getValue()))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    rejectUnknown(ours.keySet());
    return new Environment(ours);
  }

  @Override
  public @Nullable Given find(Setting<?> setting) {
    String text = variables.get(setting.variable());
    return (text == null) ? null : new Given(text, setting.variable());
  }

  private static boolean looksLikeSetting(String name, String value) {
    return name.startsWith(PREFIX)
        && NOT_OURS.stream().noneMatch(name::startsWith)
        && SERVICE_LINKS.stream().noneMatch(name::startsWith)
        && !(name.equals(Settings.PORT.variable()) && value.startsWith(SERVICE_LINK_VALUE));
  }

  private static void rejectUnknown(Set<String> names) {
    Set<String> known =
        Settings.ALL.stream().map(Setting::variable).collect(Collectors.toCollection(TreeSet::new));
    for (String name : new TreeSet<>(names)) {
      if (!known.contains(name)) {
        throw new ConfigurationException(
            name + ": no such setting (expected: one of " + String.join(", ", known) + ")");
      }
    }
  }
}
