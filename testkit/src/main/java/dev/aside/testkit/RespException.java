package dev.aside.testkit;

/** The server answered with an error, whose text is the message. */
public final class RespException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RespException(String message) {
    super(message);
  }
}
