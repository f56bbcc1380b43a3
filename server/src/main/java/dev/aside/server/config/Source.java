package dev.aside.server.config;

import org.jspecify.annotations.Nullable;

/** A place where values of settings are given. The first source that knows a setting wins. */
@FunctionalInterface
public interface Source {

  /** What this source says of {@code setting}; null: nothing. */
  @Nullable Given find(Setting<?> setting);

  /**
   * A value as it was given. Immutable.
   *
   * @param text the value before it is checked
   * @param origin where it stands, as a person would look for it: {@code --port}
   */
  record Given(String text, String origin) {}
}
