package dev.aside.http;

import java.util.Objects;

/** A response without its body. Immutable. */
public final class ResponseHead {
  private final int status;
  private final Headers headers;

  private ResponseHead(int status, Headers headers) {
    this.status = status;
    this.headers = headers;
  }

  /**
   * A response.
   *
   * @throws IllegalArgumentException if the status is not that of a final response, 200 to 999
   */
  public static ResponseHead of(int status, Headers headers) {
    if (status < 200 || status > 999) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200 to 999)");
    }
    return new ResponseHead(status, Objects.requireNonNull(headers, "headers"));
  }

  /** Its status. */
  public int status() {
    return status;
  }

  /** Its fields. */
  public Headers headers() {
    return headers;
  }

  /** The same status with other fields. */
  public ResponseHead withHeaders(Headers others) {
    return new ResponseHead(status, others);
  }
}
