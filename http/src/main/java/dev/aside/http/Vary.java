package dev.aside.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** By which fields of the request a response was chosen (RFC 9111 section 4.1). Stateless. */
final class Vary {
  /** A response that varies by more is not stored. */
  static final int MAX_NAMES = 16;

  private Vary() {}

  /**
   * The names that a response names, in lower case and in order; empty: by none; null: by what
   * nobody can compare, as {@code *} anywhere says, or by too many.
   */
  static @Nullable List<String> names(Headers response) {
    List<String> members = ListField.members(response.all("Vary"));
    if (members == null) {
      return null;
    }
    TreeSet<String> names = new TreeSet<>();
    for (String member : members) {
      if (!ListField.isToken(member) || member.equals("*")) {
        return null;
      }
      names.add(Headers.lower(member));
    }
    return (names.size() > MAX_NAMES) ? null : List.copyOf(names);
  }

  /**
   * What the request says in those fields, in an unambiguous form: each name, the number of its
   * lines, and the length of each value before the value, so that no two requests that differ look
   * alike. A field that is not there has no lines.
   */
  static String selection(List<String> names, Headers request) {
    StringBuilder selection = new StringBuilder();
    for (String name : names) {
      List<String> values = normalised(request.all(name));
      selection.append(name).append('=').append(values.size());
      for (String value : values) {
        selection.append(':').append(value.getBytes(StandardCharsets.UTF_8).length);
        selection.append(':').append(value);
      }
      selection.append(';');
    }
    return selection.toString();
  }

  /**
   * White space around members does not change what they say, and whether they stand on one line or
   * on several does not either (RFC 9110 section 5.3).
   */
  private static List<String> normalised(List<String> lines) {
    List<String> members = ListField.members(lines);
    return (members == null) ? new ArrayList<>(lines) : members;
  }
}
