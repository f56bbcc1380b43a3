package dev.aside.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields whose value is a list with commas between (RFC 9110 section 5.6.1). Stateless. */
final class ListField {
  private ListField() {}

  /**
   * The members of all lines, without white space around them and without empty ones; commas within
   * quoted strings do not part them. Null if a quoted string has no end in its line: then nobody
   * knows what the field says.
   */
  static @Nullable List<String> members(List<String> lines) {
    List<String> members = new ArrayList<>();
    for (String line : lines) {
      if (!split(line, members)) {
        return null;
      }
    }
    return members;
  }

  private static boolean split(String line, List<String> members) {
    int begin = 0;
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        add(line.substring(begin, i), members);
        begin = i + 1;
      }
    }
    add(line.substring(begin), members);
    return !quoted;
  }

  private static void add(String member, List<String> members) {
    String trimmed = trim(member);
    if (!trimmed.isEmpty()) {
      members.add(trimmed);
    }
  }

  /** Without optional white space, which is spaces and tabs and nothing else. */
  static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  /** Whether {@code text} is a token (RFC 9110 section 5.6.2). */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenChar(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static boolean isTokenChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** What a quoted string says; the text itself if it is not one. */
  static String unquoted(String text) {
    if (text.length() < 2 || text.charAt(0) != '"' || !text.endsWith("\"")) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      plain.append((c == '\\' && i + 1 < text.length() - 1) ? text.charAt(++i) : c);
    }
    return plain.toString();
  }
}
