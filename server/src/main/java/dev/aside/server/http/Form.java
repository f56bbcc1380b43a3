package dev.aside.server.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of an HTML form, as the bytes that were sent. Immutable. */
public final class Form {
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";

  private final Map<String, byte[]> fields;

  private Form(Map<String, byte[]> fields) {
    this.fields = fields;
  }

  /** Whether {@code mediaType}, in lower case and without parameters, is that of a form. */
  public static boolean isForm(String mediaType) {
    return mediaType.equals(URL_ENCODED) || mediaType.equals(MULTIPART);
  }

  /**
   * Reads a form.
   *
   * @param contentType the whole header
   * @throws Refusal with status 400 if it is malformed, or has more than {@value
   *     Limits#MAX_FORM_FIELDS} fields
   */
  public static Form parse(String contentType, byte[] body) {
    Map<String, byte[]> fields = new HashMap<>();
    if (MediaType.of(contentType).equals(MULTIPART)) {
      readParts(contentType, body, fields);
    } else {
      readPairs(new String(body, StandardCharsets.ISO_8859_1), fields);
    }
    return new Form(fields);
  }

  /** The field's bytes, not to be changed; null: there is no such field. Of several, the first. */
  public byte @Nullable [] bytes(String field) {
    return fields.get(field);
  }

  /** The field's text; null: there is no such field, or it is not UTF-8. */
  public @Nullable String text(String field) {
    byte[] bytes = fields.get(field);
    return (bytes == null) ? null : Percent.utf8(bytes);
  }

  private static void readPairs(String body, Map<String, byte[]> fields) {
    for (String pair : body.split("&", Limits.MAX_FORM_FIELDS + 1)) {
      int equals = pair.indexOf('=');
      byte[] name = Percent.form(equals < 0 ? pair : pair.substring(0, equals));
      byte[] value = Percent.form(equals < 0 ? "" : pair.substring(equals + 1));
      String text = (name == null) ? null : Percent.utf8(name);
      if (text == null || value == null) {
        throw malformed();
      }
      add(fields, text, value);
    }
  }

  private static void readParts(String contentType, byte[] body, Map<String, byte[]> fields) {
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    HttpPostMultipartRequestDecoder decoder = null;
    try {
      decoder = new HttpPostMultipartRequestDecoder(inMemory(), request, StandardCharsets.UTF_8);
      for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
        if (part instanceof Attribute attribute) {
          add(fields, attribute.getName(), attribute.get());
        }
      }
    } catch (IOException | RuntimeException e) { // the decoder has many ways to say malformed
      throw (e instanceof Refusal refusal) ? refusal : malformed();
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
    }
  }

  private static DefaultHttpDataFactory inMemory() {
    return new DefaultHttpDataFactory(/* useDisk= */ false);
  }

  private static void add(Map<String, byte[]> fields, String name, byte[] value) {
    if (fields.size() >= Limits.MAX_FORM_FIELDS) {
      throw Refusal.of(400, "The form has too many fields.");
    }
    fields.putIfAbsent(name, value);
  }

  private static Refusal malformed() {
    return Refusal.of(400, "The body is not a well-formed form.");
  }
}
