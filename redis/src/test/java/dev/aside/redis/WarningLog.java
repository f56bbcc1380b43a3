package dev.aside.redis;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what is logged as a warning or worse, in place of printing it. Thread-safe. */
final class WarningLog extends Handler {
  private final Logger logger; // held on to, or it would be forgotten
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  private WarningLog(Logger logger) {
    this.logger = logger;
    setLevel(Level.WARNING);
  }

  static WarningLog of(Class<?> source) {
    return new WarningLog(Logger.getLogger(source.getName()));
  }

  void start() {
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  void stop() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      warnings.add(MessageFormat.format(record.getMessage(), record.getParameters()));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
