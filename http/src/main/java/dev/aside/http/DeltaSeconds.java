package dev.aside.http;

import java.util.List;

/** Times in whole seconds (RFC 9111 section 1.2.2). Stateless. */
final class DeltaSeconds {
  /** What is longer is as good as this, 68 years. */
  static final long MAX = Integer.MAX_VALUE;

  /** It is not a number of seconds. */
  static final long INVALID = -1;

  private DeltaSeconds() {}

  /** The seconds, at most {@link #MAX}; {@link #INVALID} for anything but digits. */
  static long parse(String text) {
    if (text.isEmpty()) {
      return INVALID;
    }
    long seconds = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return INVALID;
      }
      seconds = Math.min(MAX, seconds * 10 + (c - '0'));
    }
    return seconds;
  }

  /**
   * The seconds of an {@code Age} field: of several members the first counts, and one that is not a
   * number is as good as none (RFC 9111 section 5.1).
   *
   * @return 0 if there is no such field, or it is not valid
   */
  static long age(Headers headers) {
    List<String> members = ListField.members(headers.all("Age"));
    return (members == null || members.isEmpty()) ? 0 : Math.max(0, parse(members.get(0)));
  }
}
