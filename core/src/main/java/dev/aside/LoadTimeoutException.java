package dev.aside;

/**
 * The load did not end within {@code loadTimeout}. The loader is not interrupted; its late result
 * is neither returned nor stored, and the key is free for a new load.
 */
public class LoadTimeoutException extends AsideException {
  private static final long serialVersionUID = 1L;

  /** With a message that names the limit. */
  public LoadTimeoutException(String message) {
    super(message, null);
  }
}
