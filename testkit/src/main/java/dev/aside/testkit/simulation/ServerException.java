package dev.aside.testkit.simulation;

/** The server has answered with an error. */
final class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServerException(String message) {
    super(message);
  }
}
