package dev.aside.server;

import java.util.List;

/** A process that has ended. Immutable. */
record Finished(int status, List<String> output, String error) {
  int errorLines() {
    return (int) error.lines().count();
  }
}
