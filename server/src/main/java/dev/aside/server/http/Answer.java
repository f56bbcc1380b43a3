package dev.aside.server.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An HTTP answer with a body of known length. Immutable, apart from the shared bytes. */
public final class Answer {
  /** The media type of JSON documents. */
  public static final String JSON = "application/json";

  private static final byte[] NO_BYTES = {};

  private final int status;
  private final @Nullable String type;
  private final byte[] body;
  private final List<Map.Entry<String, String>> headers;

  private Answer(
      int status, @Nullable String type, byte[] body, List<Map.Entry<String, String>> headers) {
    this.status = status;
    this.type = type;
    this.body = body;
    this.headers = headers;
  }

  /** A body of any type; {@code body} is not copied. */
  public static Answer of(int status, String type, byte[] body) {
    return new Answer(status, type, body, List.of());
  }

  /** A JSON document; {@code body} is not copied. */
  public static Answer json(int status, byte[] body) {
    return of(status, JSON, body);
  }

  /** Plain text. */
  public static Answer text(int status, String body) {
    return of(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /** No body. */
  public static Answer empty(int status) {
    return new Answer(status, null, NO_BYTES, List.of());
  }

  /** A problem; a 503 says when to come back. */
  public static Answer problem(Problem problem) {
    Answer answer = of(problem.status(), Problem.MEDIA_TYPE, problem.json());
    return (problem.status() == 503)
        ? answer.header("Retry-After", String.valueOf(Limits.RETRY_AFTER_SECONDS))
        : answer;
  }

  /** This answer with one header more. */
  public Answer header(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers.size() + 1);
    more.addAll(headers);
    more.add(Map.entry(name, value));
    return new Answer(status, type, body, more);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The header that caches have to follow; what says nothing else is not stored by anyone. */
  boolean saysCacheControl() {
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equals("Cache-Control")) {
        return true;
      }
    }
    return false;
  }

  @Nullable String type() {
    return type;
  }

  byte[] body() {
    return body;
  }

  List<Map.Entry<String, String>> headers() {
    return headers;
  }
}
