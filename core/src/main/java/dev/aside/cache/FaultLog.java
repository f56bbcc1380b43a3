package dev.aside.cache;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says each kind of fault once, as a warning; the counters tell how often it came again. Starts
 * anew after {@link #forget}. Thread-safe.
 */
final class FaultLog {
  private static final System.Logger LOGGER = System.getLogger("dev.aside.cache");

  /** Operations times kinds of exception are few; should they not be, the rest stays silent. */
  private static final int MAX_KINDS = 256;

  private final String cache;
  private volatile boolean silent;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  FaultLog(String cache) {
    this.cache = cache;
  }

  /** Reports that {@code what} happened because of {@code cause}, an error of the server's. */
  void warn(String what, Throwable cause) {
    Throwable root = root(cause);
    warn(what, root, root.getClass().getSimpleName() + ": " + root.getMessage());
  }

  /** The same for an error of a codec's, whose message may hold a piece of the value. */
  void warnOfCodec(String what, Throwable cause) {
    warn(what, cause, cause.getClass().getName());
  }

  private void warn(String what, Throwable cause, String because) {
    if (isNews(what + cause.getClass().getName())) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "Cache {0}: {1} ({2}). Said once; see the cache''s statistics for how often.",
          cache,
          what,
          because);
    }
  }

  /** Says {@code what} to whoever has set the cache up. */
  void advise(String what) {
    if (isNews(what)) {
      LOGGER.log(System.Logger.Level.WARNING, "Cache {0}: {1}", cache, what);
    }
  }

  /** Reports that {@code what} happened. */
  void warn(String what) {
    if (isNews(what)) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "Cache {0}: {1}. Said once; see the cache''s statistics for how often.",
          cache,
          what);
    }
  }

  /** The next fault of each kind is news again: the server was away and is back. */
  void forget() {
    said.clear();
  }

  /** Nothing is news any more: the cache is closed, and what goes wrong now was to be expected. */
  void silence() {
    silent = true;
  }

  private boolean isNews(String kind) {
    return !silent && said.size() < MAX_KINDS && said.add(kind);
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
