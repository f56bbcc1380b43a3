package dev.aside.server;

import dev.aside.server.config.Secrets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One line per record: time, level, logger, message, and the causes in short. Control characters
 * are written as escapes, so that nothing that came from outside can forge a line. Thread-safe.
 */
public final class OneLineFormatter extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private static final int MAX_CAUSES = 5;
  private static final int MAX_LENGTH = 2_000;

  /** Made by the logging system, by the name in its configuration. */
  public OneLineFormatter() {}

  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(200);
    line.append(TIME.format(record.getInstant()));
    line.append(' ').append(record.getLevel().getName());
    line.append(' ').append(lastPart(record.getLoggerName())).append(": ");
    appendSafe(line, Secrets.mask(formatMessage(record)));
    appendCauses(line, record.getThrown());
    return line.append(System.lineSeparator()).toString();
  }

  private static String lastPart(@Nullable String loggerName) {
    return (loggerName == null) ? "-" : loggerName.substring(loggerName.lastIndexOf('.') + 1);
  }

  private static void appendCauses(StringBuilder line, @Nullable Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      line.append(" <- ").append(cause.getClass().getSimpleName()).append(": ");
      appendSafe(line, Secrets.mask(String.valueOf(cause.getMessage())));
      cause = cause.getCause();
    }
  }

  private static void appendSafe(StringBuilder line, String text) {
    int length = Math.min(text.length(), MAX_LENGTH);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
  }
}
