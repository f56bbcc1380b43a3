package dev.aside.http;

import dev.aside.AsideException;
import org.jspecify.annotations.Nullable;

/** The origin gave no usable answer. */
public final class OriginException extends AsideException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A failure of the origin.
   *
   * @param status what the client is answered: 502, or 504 if the time ran out
   * @param message one sentence that may be shown to clients
   */
  public static OriginException of(int status, String message, @Nullable Throwable cause) {
    return new OriginException(status, message, cause);
  }

  private OriginException(int status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** What the client is answered. */
  public int status() {
    return status;
  }
}
