package dev.aside.cache;

import dev.aside.AsideException;
import dev.aside.LoadException;
import dev.aside.LoadRejectedException;
import dev.aside.LoadTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** How failures travel from a flight to its callers. */
final class Failures {
  private Failures() {}

  /** The failure itself, out of what futures wrap around it. */
  static Throwable unwrap(Throwable error) {
    Throwable cause = error;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** For throwing out of a stage. */
  static RuntimeException asUnchecked(Throwable error) {
    Throwable cause = unwrap(error);
    return (cause instanceof RuntimeException unchecked)
        ? unchecked
        : new CompletionException(cause);
  }

  /** For throwing at one of several callers: its own exception, with the caller's stack trace. */
  static RuntimeException forCaller(Throwable error) {
    Throwable cause = unwrap(error);
    if (cause instanceof LoadException load && load.getCause() != null) {
      return new LoadException(String.valueOf(load.getMessage()), load.getCause());
    }
    if (cause instanceof LoadTimeoutException timeout) {
      return new LoadTimeoutException(String.valueOf(timeout.getMessage()));
    }
    if (cause instanceof LoadRejectedException rejected) {
      return new LoadRejectedException(String.valueOf(rejected.getMessage()));
    }
    return (cause instanceof RuntimeException unchecked)
        ? unchecked
        : new AsideException("Unexpected failure: " + cause, cause);
  }
}
