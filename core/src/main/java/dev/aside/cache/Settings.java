package dev.aside.cache;

import java.time.Duration;

/** The limits that settings have in common, and the one form of their errors. */
final class Settings {
  static final Duration MIN_TTL = Duration.ofMillis(1);

  /** Redis keeps times in Lua numbers, and no cached value is worth more than this. */
  static final Duration MAX_TTL = Duration.ofDays(30);

  static final Duration MAX_ABSENT_TTL = Duration.ofDays(1);

  /** What Lua can count exactly. */
  static final long MAX_VERSION = 1L << 53;

  private Settings() {}

  static Duration duration(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }

  static long number(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }

  static double fraction(String name, double value) {
    if (!(value >= 0 && value <= 1)) { // written so that NaN fails too
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0.0 to 1.0)");
    }
    return value;
  }
}
