package dev.aside;

/** Too many loads run and wait already, so this one was not started: {@code maxConcurrentLoads}. */
public class LoadRejectedException extends AsideException {
  private static final long serialVersionUID = 1L;

  /** With a message that names the limit. */
  public LoadRejectedException(String message) {
    super(message, null);
  }
}
