package dev.aside.redis;

/**
 * Why the server cannot be used, in words for an operator and without secrets. It has no stack
 * trace: while the server is away there is one for each command.
 */
final class TroubleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TroubleException(String message) {
    super(
        message,
        /* cause= */ null,
        /* enableSuppression= */ false,
        /* writableStackTrace= */ false);
  }
}
