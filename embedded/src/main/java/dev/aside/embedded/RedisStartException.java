package dev.aside.embedded;

import org.jspecify.annotations.Nullable;

/**
 * A redis-server could not be started. The message says what was tried, what the server said, and
 * what helps.
 */
public final class RedisStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RedisStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
