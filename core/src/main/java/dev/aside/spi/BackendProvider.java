package dev.aside.spi;

import java.util.Set;

/** Opens backends for the URI schemes it knows; found through {@link java.util.ServiceLoader}. */
public interface BackendProvider {

  /** URI schemes in lower case, without the colon: {@code redis}, {@code memory}. */
  Set<String> schemes();

  /**
   * Opens a backend and returns at once: it connects in the background, and stays usable (each
   * operation failing fast) while the server is away.
   *
   * @throws IllegalArgumentException if the URI or another setting is malformed; the message never
   *     holds the password
   */
  Backend open(BackendConfig config);
}
