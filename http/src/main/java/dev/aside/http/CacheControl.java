package dev.aside.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Cache-Control}, or a field with the same directives, says (RFC 9111 section 5.2).
 * Names are compared without regard to case, values may be tokens or quoted. Immutable.
 */
final class CacheControl {
  /** The directive is not there. */
  static final long NONE = -1;

  private static final String VALUELESS = "";

  private final Map<String, String> directives;
  private final boolean damaged;

  private CacheControl(Map<String, String> directives, boolean damaged) {
    this.directives = directives;
    this.damaged = damaged;
  }

  /** Reads all lines of a field. */
  static CacheControl parse(List<String> lines) {
    List<String> members = ListField.members(lines);
    if (members == null) {
      return new CacheControl(Map.of(), /* damaged= */ true);
    }
    Map<String, String> directives = new HashMap<>();
    for (String member : members) {
      int equals = member.indexOf('=');
      String name =
          Headers.lower(ListField.trim((equals < 0) ? member : member.substring(0, equals)));
      String value = (equals < 0) ? VALUELESS : member.substring(equals + 1);
      String other = directives.putIfAbsent(name, value);
      if (other != null && !other.equals(value)) {
        directives.merge(name, value, (a, b) -> stricter(name, a, b));
      }
    }
    return new CacheControl(directives, /* damaged= */ false);
  }

  static CacheControl of(Map<String, String> directives) {
    return new CacheControl(Map.copyOf(directives), /* damaged= */ false);
  }

  /** RFC 9111 section 4.2.1: of two that differ the first may count, or the strictest. */
  private static String stricter(String name, String first, String second) {
    if (!isSeconds(name)) {
      return VALUELESS; // no-cache and private: without a list of fields they mean everything
    }
    long a = DeltaSeconds.parse(ListField.unquoted(first));
    long b = DeltaSeconds.parse(ListField.unquoted(second));
    return (a <= b) ? first : second;
  }

  private static boolean isSeconds(String name) {
    return switch (name) {
      case "max-age", "s-maxage", "stale-while-revalidate", "stale-if-error" -> true;
      default -> false;
    };
  }

  /** Whether a quoted string has no end: then anything may have been meant, and nothing is kept. */
  boolean isDamaged() {
    return damaged;
  }

  boolean has(String name) {
    return directives.containsKey(name);
  }

  /** Whether a directive is there without a value. */
  boolean isBare(String name) {
    return VALUELESS.equals(directives.get(name));
  }

  boolean isEmpty() {
    return directives.isEmpty() && !damaged;
  }

  /**
   * The seconds of a directive; {@link #NONE} if it is not there. What is not a number of seconds
   * counts as 0: such a response is stale (RFC 9111 section 4.2.1).
   */
  long seconds(String name) {
    String value = directives.get(name);
    return (value == null) ? NONE : Math.max(0, DeltaSeconds.parse(ListField.unquoted(value)));
  }

  /**
   * The fields that a directive is limited to, such as {@code no-cache="Set-Cookie"}, in lower
   * case; null if it is not there or is not limited. A list that is empty or not one of names
   * limits nothing.
   */
  @Nullable Set<String> fields(String name) {
    String value = directives.get(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    List<String> members = ListField.members(List.of(ListField.unquoted(value)));
    if (members == null || members.isEmpty()) {
      return null;
    }
    Set<String> names = new TreeSet<>();
    for (String member : members) {
      if (!ListField.isToken(member)) {
        return null;
      }
      names.add(Headers.lower(member));
    }
    return names;
  }
}
