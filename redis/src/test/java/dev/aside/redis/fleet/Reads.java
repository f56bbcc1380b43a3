package dev.aside.redis.fleet;

import java.util.Arrays;

/** Very many reads, in little memory. Not thread-safe. */
final class Reads {
  private long[] startNanos = new long[64];
  private int[] versions = new int[64];
  private int[] members = new int[64]; // negative: strict
  private int size;

  void add(long start, int version, int member, boolean strict) {
    if (size == startNanos.length) {
      startNanos = Arrays.copyOf(startNanos, 2 * size);
      versions = Arrays.copyOf(versions, 2 * size);
      members = Arrays.copyOf(members, 2 * size);
    }
    startNanos[size] = start;
    versions[size] = version;
    members[size] = strict ? -member : member;
    size++;
  }

  int size() {
    return size;
  }

  long startNanos(int read) {
    return startNanos[read];
  }

  int version(int read) {
    return versions[read];
  }

  int member(int read) {
    return Math.abs(members[read]);
  }

  boolean isStrict(int read) {
    return members[read] < 0;
  }
}
