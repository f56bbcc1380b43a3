package dev.aside.gateway;

import dev.aside.gateway.protocol.ErrorCode;

/** A command is answered with an error. Carries no stack: it is no fault of ours. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode error;

  Refused(ErrorCode error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  ErrorCode error() {
    return error;
  }
}
