package dev.aside;

/**
 * The server behind the cache or topic did not do what was asked, and the caller has to know: a
 * message was not published, an invalidation was not confirmed. Reads never throw it.
 */
public class BackendException extends AsideException {
  private static final long serialVersionUID = 1L;

  /** With what was asked and what went wrong. */
  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
