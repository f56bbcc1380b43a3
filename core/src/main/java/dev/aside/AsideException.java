package dev.aside;

import org.jspecify.annotations.Nullable;

/** The parent of every error that Aside throws, argument and state checks apart. */
public class AsideException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for people and the error underneath, if there is one. */
  public AsideException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
