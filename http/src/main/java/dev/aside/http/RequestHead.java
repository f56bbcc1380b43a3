package dev.aside.http;

import java.util.Objects;

/** A request without its body. Immutable. */
public final class RequestHead {
  private final String method;
  private final String scheme;
  private final String authority;
  private final String target;
  private final Headers headers;

  private RequestHead(
      String method, String scheme, String authority, String target, Headers headers) {
    this.method = method;
    this.scheme = scheme;
    this.authority = authority;
    this.target = target;
    this.headers = headers;
  }

  /**
   * A request.
   *
   * @param method as it was sent: methods are case-sensitive (RFC 9110 section 9.1)
   * @param scheme {@code http} or {@code https}
   * @param authority host and port, as the client named them
   * @param headers its fields; those that are meant for the next neighbour alone are left out
   * @param target path and query exactly as they were sent: what is keyed is what is forwarded
   */
  public static RequestHead of(
      String method, String scheme, String authority, String target, Headers headers) {
    return new RequestHead(
        Objects.requireNonNull(method, "method"),
        Headers.lower(scheme),
        Headers.lower(authority),
        Objects.requireNonNull(target, "target"),
        FieldRules.endToEnd(Objects.requireNonNull(headers, "headers")));
  }

  /** Its method. */
  public String method() {
    return method;
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return scheme;
  }

  /** Host and port, in lower case. */
  public String authority() {
    return authority;
  }

  /** Path and query. */
  public String target() {
    return target;
  }

  /** Its fields. */
  public Headers headers() {
    return headers;
  }

  /** The same request with other fields. */
  public RequestHead withHeaders(Headers others) {
    return new RequestHead(method, scheme, authority, target, others);
  }

  boolean isGet() {
    return method.equals("GET");
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  /** What the response is stored under, whole: no part can run into the next. */
  String uri() {
    return scheme + "://" + authority + target;
  }
}
