package dev.aside.server;

import dev.aside.AsideException;
import org.jspecify.annotations.Nullable;

/** The server cannot start. The message is one line for an operator, without secrets. */
public final class StartException extends AsideException {
  private static final long serialVersionUID = 1L;

  /** With the one line to print and what is behind it. */
  public StartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
