package dev.aside.server.users;

import java.util.regex.Pattern;

/** How the id of a user is written in a path. Stateless. */
final class UserId {
  /** One way to write each id, or {@code 7} and {@code 007} would be two entries of one user. */
  private static final Pattern CANONICAL = Pattern.compile("[1-9][0-9]{0,17}");

  /** What no user has. */
  static final long NONE = 0;

  private UserId() {}

  /** The id that {@code text} says; {@link #NONE} if it is not one. */
  static long parse(String text) {
    return CANONICAL.matcher(text).matches() ? Long.parseLong(text) : NONE;
  }
}
