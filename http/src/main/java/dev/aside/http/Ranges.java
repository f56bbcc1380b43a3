package dev.aside.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of a stored content (RFC 9110 section 14). Stateless. */
final class Ranges {
  /**
   * A request for more is answered with the whole (section 14.2: many small ones are an attack).
   */
  static final int MAX_RANGES = 8;

  private Ranges() {}

  /** A part: both ends count. */
  record Part(int first, int last) {
    String contentRange(int length) {
      return "bytes " + first + "-" + last + "/" + length;
    }
  }

  /**
   * The parts that a request asks for. Null: it asks for none, or in a way that is to be ignored
   * (section 14.2); empty: none of them is there, which is 416.
   */
  static @Nullable List<Part> of(Headers request, StoredResponse stored) {
    List<String> lines = request.all("Range");
    if (lines.size() != 1 || stored.status() != 200 || !isAllowed(request, stored)) {
      return null;
    }
    String text = lines.get(0);
    if (!text.regionMatches(true, 0, "bytes=", 0, 6)) {
      return null;
    }
    String[] specs = text.substring(6).split(",", -1);
    if (specs.length > MAX_RANGES) {
      return null;
    }
    List<Part> parts = new ArrayList<>();
    int length = stored.body().length;
    for (String spec : specs) {
      String trimmed = ListField.trim(spec);
      int dash = trimmed.indexOf('-');
      if (dash < 0
          || !isNumber(trimmed.substring(0, dash))
          || !isNumber(trimmed.substring(dash + 1))
          || trimmed.length() < 2) {
        return null;
      }
      if (!add(trimmed.substring(0, dash), trimmed.substring(dash + 1), length, parts)) {
        return null;
      }
    }
    return overlap(parts) ? null : parts;
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** False if the part is malformed: its end is before its beginning. */
  private static boolean add(String from, String to, int length, List<Part> parts) {
    long first = from.isEmpty() ? -1 : DeltaSeconds.parse(from);
    long last = to.isEmpty() ? DeltaSeconds.MAX : DeltaSeconds.parse(to);
    if (first < 0) { // the last so many bytes
      if (last > 0 && length > 0) {
        parts.add(new Part((int) Math.max(0, length - last), length - 1));
      }
      return true;
    }
    if (last < first) {
      return false;
    }
    if (first < length) {
      parts.add(new Part((int) first, (int) Math.min(last, length - 1L)));
    }
    return true;
  }

  private static boolean overlap(List<Part> parts) {
    for (int i = 0; i < parts.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (parts.get(i).first() <= parts.get(j).last()
            && parts.get(j).first() <= parts.get(i).last()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Section 13.1.5: only if the client's part is of the same content. */
  private static boolean isAllowed(Headers request, StoredResponse stored) {
    String condition = request.first("If-Range");
    if (condition == null) {
      return true;
    }
    if (condition.startsWith("\"") || condition.startsWith("W/")) {
      String tag = stored.headers().first("ETag");
      return tag != null && EntityTag.matchesStrongly(condition, tag);
    }
    return condition.equals(stored.headers().first("Last-Modified"));
  }

  /** The content of an answer with several parts (section 14.6). */
  static byte[] multipart(List<Part> parts, StoredResponse stored, String boundary) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String type = stored.headers().first("Content-Type");
    for (Part part : parts) {
      StringBuilder head = new StringBuilder("\r\n--").append(boundary).append("\r\n");
      if (type != null) {
        head.append("Content-Type: ").append(type).append("\r\n");
      }
      head.append("Content-Range: ").append(part.contentRange(stored.body().length));
      out.writeBytes(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      out.write(stored.body(), part.first(), part.last() - part.first() + 1);
    }
    out.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }
}
