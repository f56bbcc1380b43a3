package dev.aside.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is wrong with which connection now. A cause is a warning in the log once, until all is well
 * again; after that it is only counted. Thread-safe.
 */
final class Troubles {
  private static final Logger LOG = System.getLogger(Troubles.class.getName());

  /** Causes come from a small set of texts; should they not, more than this are not told apart. */
  private static final int MAX_CAUSES = 100;

  private final String server;
  private final Map<String, String> causes = new LinkedHashMap<>(); // guarded by this; by purpose
  private final Map<String, Long> counts = new HashMap<>(); // guarded by this; by cause
  private final Set<String> unsteady = new HashSet<>(); // guarded by this; purposes

  /** Of {@code server}, as host:port. */
  Troubles(String server) {
    this.server = server;
  }

  /** The connection for {@code purpose} has yet to be made, which is no fault so far. */
  synchronized void connecting(String purpose) {
    causes.put(purpose, "not connected yet");
    unsteady.add(purpose);
  }

  /** The connection for {@code purpose} cannot be used because of {@code cause}. */
  void add(String purpose, String cause) {
    long count;
    synchronized (this) {
      causes.put(purpose, cause);
      unsteady.add(purpose);
      String counted = (counts.size() < MAX_CAUSES) ? cause : "other";
      count = counts.merge(counted, 1L, Long::sum);
    }
    LOG.log(
        (count == 1) ? Level.WARNING : Level.DEBUG,
        "Redis at {0} cannot be used for {1}: {2}; trying again (times: {3})",
        server,
        purpose,
        cause,
        Long.toString(count));
  }

  /** The connection for {@code purpose} can be used. */
  synchronized void clear(String purpose) {
    causes.remove(purpose);
  }

  /** The connection for {@code purpose} can be used, and has been for a while. */
  synchronized void steady(String purpose) {
    unsteady.remove(purpose);
    if (unsteady.isEmpty()) {
      counts.clear(); // whatever comes now is news
    }
  }

  /** One line per cause, with the connections it is the cause for; empty when all is well. */
  synchronized List<String> lines() {
    Map<String, List<String>> purposes = new LinkedHashMap<>();
    causes.forEach(
        (purpose, cause) ->
            purposes.computeIfAbsent(cause, first -> new ArrayList<>()).add(purpose));
    return purposes.entrySet().stream()
        .map(e -> server + ": " + e.getKey() + " (" + String.join(", ", e.getValue()) + ")")
        .toList();
  }
}
