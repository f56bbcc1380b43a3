package dev.aside.gateway.protocol;

/** Why a command was not done. Numbers and texts are those of the protocol. */
public enum ErrorCode {
  /** Something failed here or in Redis; the client may try again. */
  INTERNAL(100, "internal server error", true),
  /** There is no such namespace. */
  UNKNOWN_CHANNEL(102, "unknown channel", false),
  /** The client may not. */
  PERMISSION_DENIED(103, "permission denied", false),
  /** There is no such procedure. */
  METHOD_NOT_FOUND(104, "method not found", false),
  /** Once is enough. */
  ALREADY_SUBSCRIBED(105, "already subscribed", false),
  /** Too many channels. */
  LIMIT_EXCEEDED(106, "limit exceeded", false),
  /** The command makes no sense. */
  BAD_REQUEST(107, "bad request", false),
  /** The namespace, or this server, does not offer it. */
  NOT_AVAILABLE(108, "not available", false),
  /** The client may ask for another token. */
  TOKEN_EXPIRED(109, "token expired", false),
  /** Too fast; the client may try again later. */
  TOO_MANY_REQUESTS(111, "too many requests", true),
  /** What was missed cannot be had any more. */
  UNRECOVERABLE_POSITION(112, "unrecoverable position", false);

  private final int number;
  private final String message;
  private final boolean temporary;

  ErrorCode(int number, String message, boolean temporary) {
    this.number = number;
    this.message = message;
    this.temporary = temporary;
  }

  /** Its number on the wire. */
  public int number() {
    return number;
  }

  /** Its text on the wire. */
  public String message() {
    return message;
  }

  /** Whether the same command may succeed later. */
  public boolean temporary() {
    return temporary;
  }
}
