package dev.aside.server.config;

import dev.aside.AsideException;

/**
 * A setting that cannot be used. The message is one line for the person who gave it, of the form
 * {@code where: value (expected: rule)}, with secrets masked.
 */
public final class ConfigurationException extends AsideException {
  private static final long serialVersionUID = 1L;

  /** With the one line to print. */
  public ConfigurationException(String message) {
    super(message, null);
  }
}
