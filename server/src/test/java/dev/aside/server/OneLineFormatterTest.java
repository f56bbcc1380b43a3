package dev.aside.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class OneLineFormatterTest {
  private final OneLineFormatter formatter = new OneLineFormatter();

  @Test
  void record_isOneLineWithItsCauses() {
    LogRecord record = new LogRecord(Level.WARNING, "lost {0}");
    record.setLoggerName("dev.aside.redis.Link");
    record.setParameters(new Object[] {"redis://u:secret@h:1"});
    record.setThrown(new IllegalStateException("outer", new RuntimeException("in\nner")));

    String line = formatter.format(record);

    assertEquals(1, line.lines().count(), line);
    assertTrue(
        line.strip()
            .endsWith(
                " WARNING Link: lost redis://***@h:1"
                    + " <- IllegalStateException: outer <- RuntimeException: in\\u000aner"),
        line);
  }

  @Test
  void controlCharacters_cannotForgeALine() {
    LogRecord record = new LogRecord(Level.INFO, "a\r\n2026 INFO b\u001B[31m");

    String line = formatter.format(record).strip();

    assertTrue(line.endsWith("a\\u000d\\u000a2026 INFO b\\u001b[31m"), line);
  }
}
