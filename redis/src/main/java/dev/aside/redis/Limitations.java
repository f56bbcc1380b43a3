package dev.aside.redis;

import dev.aside.spi.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the server does not do for us though it works. Each is a warning in the log when it is new,
 * and not again for a while should it come and go. Thread-safe.
 */
final class Limitations {
  /** For this long the same limitation is no news. */
  static final Duration NO_NEWS = Duration.ofMinutes(10);

  private static final Logger LOG = System.getLogger(Limitations.class.getName());

  /** What a limitation is about; there is one at a time of each. */
  enum Topic {
    /** Whether copies can be kept in this process. */
    COPIES,
    /** Whether it is noticed that the server has come back with old data. */
    RESURRECTION
  }

  private final String server;
  private final TimeSource time;
  private final Map<Topic, String> texts = new LinkedHashMap<>(); // guarded by this
  private final Map<Topic, Warning> warnings = new HashMap<>(); // guarded by this; the last ones

  private record Warning(String text, long nanos) {}

  /** Of {@code server}, as host:port. */
  Limitations(String server, TimeSource time) {
    this.server = server;
    this.time = time;
  }

  /** There is this one now, in words for an operator; in place of an earlier one. */
  void put(Topic topic, String text) {
    boolean news;
    synchronized (this) {
      texts.put(topic, text);
      Warning last = warnings.get(topic);
      long now = time.nanoTime();
      news = last == null || !last.text().equals(text) || now - last.nanos() > NO_NEWS.toNanos();
      if (news) {
        warnings.put(topic, new Warning(text, now));
      }
    }
    LOG.log(news ? Level.WARNING : Level.DEBUG, "Redis at {0}: {1}", server, text);
  }

  /** There is none now. */
  synchronized void clear(Topic topic) {
    texts.remove(topic);
  }

  /** One line each; empty when all is well. */
  synchronized List<String> lines() {
    return texts.values().stream().map(text -> server + ": " + text).toList();
  }
}
