package dev.aside.cache;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Serves values whose time is over: never without a look at whether they are still there, so that
 * what was invalidated meanwhile does not come back. Thread-safe.
 */
final class Fallback<K, V> {
  private final Setup<K, V> setup;
  private final Steps<K, V> steps;

  Fallback(Setup<K, V> setup, Steps<K, V> steps) {
    this.setup = setup;
    this.steps = steps;
  }

  /**
   * Has the flight answered by its previous value should its load take longer than callers wait.
   */
  void serveAfterSoftTimeout(Flight<K, V> flight) {
    Duration softly = setup.softLoadTimeout;
    if (softly != null && flight.isPreviousServable()) {
      setup.environment.time().schedule(softly, () -> instead(flight, () -> {}, () -> {}));
    }
  }

  /**
   * Answers the flight by its previous value if that may be, or finds it answered, and runs {@code
   * answered}; else runs {@code otherwise}.
   */
  void instead(Flight<K, V> flight, Runnable answered, Runnable otherwise) {
    Frame.Stored previous = flight.previous();
    if (flight.result.isDone()) {
      answered.run();
    } else if (previous == null || !flight.isPreviousServable() || flight.isDead()) {
      otherwise.run();
    } else {
      steps.then(
          flight,
          setup.store.header(flight.name),
          (header, error) -> {
            // Without an answer: nothing had changed when the flight read it, after it had begun.
            boolean there = error != null || Copies.isStamped(header, previous.stampMicros());
            if (there && !flight.isDead() && !isOutdated(previous) && serve(flight, previous)) {
              answered.run();
            } else {
              otherwise.run();
            }
          });
    }
  }

  private boolean isOutdated(Frame.Stored previous) {
    Tags tags = setup.tags;
    return tags != null
        && tags.standing(previous.stamps(), TagTable.UNKNOWN, /* strict= */ false)
            == Tags.Standing.OUTDATED;
  }

  /** False if it has become too old. */
  boolean serve(Flight<K, V> flight, Frame.Stored previous) {
    long now = setup.store.estimatedMillis();
    if (now != 0 && now >= previous.hardExpiry()) {
      return false;
    }
    complete(flight, previous, now);
    return true;
  }

  private void complete(Flight<K, V> flight, Frame.Stored previous, long now) {
    Answer<V> answer = Answer.ofStored(previous.payload());
    if (flight.result.complete(Found.stale(answer, age(previous, now)))) {
      setup.counters.staleServed.increment();
      setup.events.staleServed(flight.key);
    }
  }

  /** How long ago the value was stored. */
  static Duration age(Frame.Stored stored, long nowMillis) {
    long storedMillis = TimeUnit.MICROSECONDS.toMillis(stored.stampMicros());
    return Duration.ofMillis((nowMillis == 0) ? 0 : Math.max(0, nowMillis - storedMillis));
  }
}
