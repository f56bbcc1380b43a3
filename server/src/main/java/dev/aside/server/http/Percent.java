package dev.aside.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-encoding, strictly: what is malformed is nothing, not something similar. Stateless. */
final class Percent {
  private Percent() {}

  /**
   * The text of a segment of a path (RFC 3986, section 2.1); null if it is malformed, not UTF-8, or
   * hides a {@code /}.
   */
  static @Nullable String segment(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    byte[] bytes = decode(encoded, /* isForm= */ false);
    String text = (bytes == null) ? null : utf8(bytes);
    return (text == null || count(text, '/') != count(encoded, '/')) ? null : text;
  }

  /**
   * The bytes of a form's field or value, in which {@code +} is a space; null if it is malformed.
   *
   * @param encoded one character per byte
   */
  static byte @Nullable [] form(String encoded) {
    return decode(encoded, /* isForm= */ true);
  }

  /** The text of {@code bytes}; null if they are not UTF-8. */
  static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static byte @Nullable [] decode(String encoded, boolean isForm) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      int b = encoded.charAt(i);
      if (b == '%') {
        b = hex(encoded, i + 1);
        i += 2;
      } else if (b == '+' && isForm) {
        b = ' ';
      }
      if (b < 0 || b > 0xFF) {
        return null;
      }
      bytes.write(b);
    }
    return bytes.toByteArray();
  }

  /** The byte written as two hexadecimal digits at {@code index}; negative if there are none. */
  private static int hex(String text, int index) {
    if (index + 1 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(index), 16);
    int low = Character.digit(text.charAt(index + 1), 16);
    return (high < 0 || low < 0) ? -1 : high << 4 | low;
  }

  private static long count(String text, char c) {
    return text.chars().filter(other -> other == c).count();
  }
}
