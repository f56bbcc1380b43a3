package dev.aside.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Hears Vert.x complain of an event loop that was blocked. */
final class BlockedLoops extends Handler {
  private final Logger logger = Logger.getLogger("io.vertx.core");
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  BlockedLoops() {
    logger.addHandler(this);
  }

  void check() {
    logger.removeHandler(this);
    if (!complaints.isEmpty()) {
      throw new AssertionError("event loops were blocked: " + complaints);
    }
  }

  @Override
  public void publish(LogRecord record) {
    if (String.valueOf(record.getMessage()).contains("has been blocked")) {
      complaints.add(record.getMessage() + " " + record.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
