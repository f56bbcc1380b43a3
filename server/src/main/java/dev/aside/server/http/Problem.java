package dev.aside.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What went wrong with a request, in the form of RFC 9457. Immutable.
 *
 * @param status the HTTP status
 * @param detail one sentence for the person behind the client
 * @param errors what is wrong with which field; empty if it is not about fields
 */
public record Problem(int status, String detail, List<FieldError> errors) {
  /** The media type of {@link #json()}. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Copies the list. */
  public Problem {
    errors = List.copyOf(errors);
  }

  /** A problem that is not about fields. */
  public static Problem of(int status, String detail) {
    return new Problem(status, detail, List.of());
  }

  /** A 400 about fields. */
  public static Problem invalid(List<FieldError> errors) {
    return new Problem(400, "The request's content is not valid.", errors);
  }

  /** A 400 about one field. */
  public static Problem invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /**
   * The document. Without a type of its own its title is the name of the status (section 4.2.1).
   */
  byte[] json() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "about:blank");
    document.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
    document.put("status", status);
    document.put("detail", detail);
    if (!errors.isEmpty()) {
      document.put("errors", errors);
    }
    return JSON.writeValueAsBytes(document);
  }

  /**
   * What is wrong with one field. Immutable.
   *
   * @param field its name
   * @param message the rule that it breaks
   */
  public record FieldError(String field, String message) {}
}
