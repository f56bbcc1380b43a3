package dev.aside.testkit.simulation;

/** The server has not answered: nobody knows whether it has done the work. */
final class LinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LinkException(String message) {
    super(message, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
  }
}
