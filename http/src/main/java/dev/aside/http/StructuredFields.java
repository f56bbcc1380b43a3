package dev.aside.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads dictionaries and lists of structured fields (RFC 9651 section 4.2, which includes RFC
 * 8941). What breaks a rule anywhere makes the whole field unreadable, as it says. Confined to one
 * call.
 *
 * <p>Values are {@link Long}, {@link Double}, {@link Boolean}, {@link Text}, {@link Token}, or
 * {@link Other} for inner lists, byte sequences and dates, whose content nobody here asks for.
 */
final class StructuredFields {
  private static final int MAX_DIGITS = 15;

  /** A quoted string. */
  record Text(String value) {}

  /** A word without quotes. */
  record Token(String value) {}

  /** Something that is well-formed and of no interest here. */
  record Other() {}

  /** A field breaks the rules; the message is for nobody. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private int at;

  private StructuredFields(String text) {
    this.text = text;
  }

  /** The members of a dictionary; null if it is not one. */
  static @Nullable Map<String, Object> dictionary(List<String> lines) {
    try {
      return new StructuredFields(String.join(", ", lines)).readDictionary();
    } catch (Malformed e) {
      return null;
    }
  }

  /** The members of a list; null if it is not one. */
  static @Nullable List<Object> list(List<String> lines) {
    try {
      return new StructuredFields(String.join(", ", lines)).readList();
    } catch (Malformed e) {
      return null;
    }
  }

  private Map<String, Object> readDictionary() throws Malformed {
    Map<String, Object> members = new LinkedHashMap<>();
    skip(" ");
    while (more()) {
      String key = key();
      Object value = Boolean.TRUE;
      if (take('=')) {
        value = itemOrList();
      } else {
        parameters();
      }
      members.remove(key); // the last of the same key counts, at its place
      members.put(key, value);
      if (endOfMember()) {
        return members;
      }
    }
    return members;
  }

  private List<Object> readList() throws Malformed {
    List<Object> members = new ArrayList<>();
    skip(" ");
    while (more()) {
      members.add(itemOrList());
      if (endOfMember()) {
        return members;
      }
    }
    return members;
  }

  /** Whether that was the last one; a comma with nothing behind it is malformed. */
  private boolean endOfMember() throws Malformed {
    skip(" \t");
    if (!more()) {
      return true;
    }
    require(take(','));
    skip(" \t");
    require(more());
    return false;
  }

  private Object itemOrList() throws Malformed {
    Object value;
    if (take('(')) {
      innerList();
      value = new Other();
    } else {
      value = bareItem();
    }
    parameters();
    return value;
  }

  private void innerList() throws Malformed {
    while (true) {
      skip(" ");
      if (take(')')) {
        return;
      }
      bareItem();
      parameters();
      require(peek() == ' ' || peek() == ')');
    }
  }

  private void parameters() throws Malformed {
    while (take(';')) {
      skip(" ");
      key();
      if (take('=')) {
        bareItem();
      }
    }
  }

  private String key() throws Malformed {
    int begin = at;
    require((peek() >= 'a' && peek() <= 'z') || peek() == '*');
    while (isKeyChar(peek())) {
      at++;
    }
    return text.substring(begin, at);
  }

  private static boolean isKeyChar(char c) {
    return (c >= 'a' && c <= 'z') || isDigit(c) || c == '_' || c == '-' || c == '.' || c == '*';
  }

  private Object bareItem() throws Malformed {
    char c = peek();
    if (c == '-' || isDigit(c)) {
      return number();
    }
    if (c == '"') {
      return new Text(string());
    }
    if (c == '*' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      return token();
    }
    if (c == '?') {
      at++;
      boolean yes = take('1');
      require(yes || take('0'));
      return yes;
    }
    if (c == '@') {
      at++;
      require(number() instanceof Long);
      return new Other();
    }
    require(c == ':');
    return bytes();
  }

  private Object number() throws Malformed {
    int begin = at;
    take('-');
    int digits = digits();
    require(digits > 0 && digits <= MAX_DIGITS);
    if (!take('.')) {
      return Long.parseLong(text.substring(begin, at));
    }
    int fraction = digits();
    require(digits <= 12 && fraction > 0 && fraction <= 3);
    return Double.parseDouble(text.substring(begin, at));
  }

  private int digits() {
    int begin = at;
    while (isDigit(peek())) {
      at++;
    }
    return at - begin;
  }

  private String string() throws Malformed {
    StringBuilder plain = new StringBuilder();
    at++;
    while (true) {
      require(more());
      char c = text.charAt(at++);
      if (c == '"') {
        return plain.toString();
      }
      if (c == '\\') {
        require(peek() == '"' || peek() == '\\');
        c = text.charAt(at++);
      }
      require(c >= ' ' && c <= '~');
      plain.append(c);
    }
  }

  private Token token() {
    int begin = at;
    while (more() && (ListField.isTokenChar(peek()) || peek() == ':' || peek() == '/')) {
      at++;
    }
    return new Token(text.substring(begin, at));
  }

  private Other bytes() throws Malformed {
    int end = text.indexOf(':', at + 1);
    require(end > 0);
    for (int i = at + 1; i < end; i++) {
      char c = text.charAt(i);
      require(isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || "+/=".indexOf(c) >= 0);
    }
    at = end + 1;
    return new Other();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean more() {
    return at < text.length();
  }

  /** The next character; NUL, which no rule allows, at the end. */
  private char peek() {
    return more() ? text.charAt(at) : 0;
  }

  private boolean take(char c) {
    if (more() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skip(String spaces) {
    while (more() && spaces.indexOf(peek()) >= 0) {
      at++;
    }
  }

  private static void require(boolean holds) throws Malformed {
    if (!holds) {
      throw new Malformed();
    }
  }
}
