package dev.aside.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

/** Sends every library's log to standard error, one line per record. */
final class ConsoleLog {
  private static final String CONFIGURATION = "logging.properties";

  private ConsoleLog() {}

  /** Takes effect unless the operator has named a configuration of their own. */
  static void install() {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    try (InputStream in = ConsoleLog.class.getResourceAsStream(CONFIGURATION)) {
      if (in != null) {
        LogManager.getLogManager().readConfiguration(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
