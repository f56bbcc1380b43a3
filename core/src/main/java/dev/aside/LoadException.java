package dev.aside;

/**
 * The loader failed: {@link #getCause()} is exactly what it threw. Each caller that waited for the
 * load gets one of its own with the same cause. Nothing is remembered: the next call loads again.
 */
public class LoadException extends AsideException {
  private static final long serialVersionUID = 1L;

  /** For a load that failed with {@code cause}. */
  public LoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
