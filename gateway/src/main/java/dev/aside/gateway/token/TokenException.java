package dev.aside.gateway.token;

import dev.aside.AsideException;

/** A token that is not accepted. Says why, and nothing of what stands in the token. */
public final class TokenException extends AsideException {
  private static final long serialVersionUID = 1L;

  /** What a client can do about it. */
  public enum Reason {
    /** It was good once: the client may ask for another. */
    EXPIRED,
    /** It is no token of ours. */
    INVALID
  }

  private final Reason reason;

  private TokenException(Reason reason, String message) {
    super(message, null);
    this.reason = reason;
  }

  static TokenException invalid(String why) {
    return new TokenException(Reason.INVALID, why);
  }

  static TokenException expired() {
    return new TokenException(Reason.EXPIRED, "exp: in the past (expected: later than now)");
  }

  /** What a client can do about it. */
  public Reason reason() {
    return reason;
  }
}
