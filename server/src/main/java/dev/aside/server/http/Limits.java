package dev.aside.server.http;

import java.time.Duration;

/** The limits of the HTTP side, each with what happens at it. */
public final class Limits {
  /** TCP connections at once; a further one is closed as soon as it is accepted. */
  public static final int MAX_CONNECTIONS = 20_000;

  /** How often the deadlines of {@link WebConfig.Patience} are looked at. */
  static final Duration SWEEP = Duration.ofSeconds(1);

  /** Bytes of the request line; more: 414. */
  public static final int MAX_REQUEST_LINE = 4 << 10;

  /** Bytes of all headers; more: 431. */
  public static final int MAX_HEADERS = 16 << 10;

  /** Bytes of a request's body, unless its route says otherwise; more: 413. */
  public static final int MAX_BODY = 64 << 10;

  /** Fields of a form; more: 400. */
  public static final int MAX_FORM_FIELDS = 16;

  /** Work that waits for a thread which may block; more: 503 and {@code Retry-After}. */
  static final int MAX_WAITING_WORK = 1_000;

  /** What a client is told to wait after a 503, in seconds. */
  public static final int RETRY_AFTER_SECONDS = 1;

  private Limits() {}
}
