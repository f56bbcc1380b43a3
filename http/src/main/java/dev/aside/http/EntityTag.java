package dev.aside.http;

import java.util.List;

/** Entity tags and how they are compared (RFC 9110 section 8.8.3). Stateless. */
final class EntityTag {
  private EntityTag() {}

  static boolean isStrong(String tag) {
    return tag.startsWith("\"");
  }

  /** Section 8.8.3.2: the same, and neither is weak. */
  static boolean matchesStrongly(String a, String b) {
    return isStrong(a) && a.equals(b);
  }

  /** Section 8.8.3.2: the same, weak or not. */
  static boolean matchesWeakly(String a, String b) {
    return opaque(a).equals(opaque(b));
  }

  /** Whether a list of tags, or {@code *}, has this one, by weak comparison. */
  static boolean isAmong(List<String> lines, String tag) {
    List<String> members = ListField.members(lines);
    if (members == null) {
      return false;
    }
    return members.stream()
        .anyMatch(member -> member.equals("*") || (!tag.isEmpty() && matchesWeakly(member, tag)));
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
