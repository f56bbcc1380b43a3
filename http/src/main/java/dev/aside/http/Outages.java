package dev.aside.http;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For which responses the origin has failed just now: for a moment their stale copies are served
 * without asking again, so that an outage is not made worse by all who come. Thread-safe.
 */
final class Outages {
  /** After this the origin is asked again. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** Of more responses than this at once nothing is remembered, and the origin is asked. */
  private static final int MAX_RESPONSES = 10_000;

  private final TimeSource time;
  private final CachePolicy policy;

  /** Whether the origin has answered, with an error. */
  private final Map<String, Boolean> answered = new ConcurrentHashMap<>();

  Outages(TimeSource time, CachePolicy policy) {
    this.time = time;
    this.policy = policy;
  }

  /** The origin has failed, and {@code stale} was served instead. */
  void note(StoredResponse stale, boolean answeredWithError) {
    String id = id(stale);
    if (answered.size() < MAX_RESPONSES && answered.put(id, answeredWithError) == null) {
      time.schedule(PAUSE, () -> answered.remove(id));
    }
  }

  /** Whether {@code stale} is to be served without asking. */
  boolean bridges(StoredResponse stale) {
    if (answered.isEmpty()) {
      return false;
    }
    Boolean withError = answered.get(id(stale));
    return withError != null && Reuse.maySurviveError(stale, withError, time.wallMillis(), policy);
  }

  private static String id(StoredResponse response) {
    return response.uri() + ' ' + response.selection();
  }
}
