package dev.aside.embedded;

import java.util.ArrayDeque;
import java.util.List;

/** The last lines that a server wrote, for error messages. Thread-safe. */
final class LogTail {
  /** Older lines are forgotten. */
  static final int MAX_LINES = 40;

  private final ArrayDeque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    if (lines.size() == MAX_LINES) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
