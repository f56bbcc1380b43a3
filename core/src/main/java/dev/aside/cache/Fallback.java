package dev.aside.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
          stillValid(flight, previous),
          (valid, error) -> {
            boolean may = (error == null) ? Boolean.TRUE.equals(valid) : isUntouched(flight);
            if (may && !flight.isDead() && serve(flight, previous)) {
              answered.run();
            } else {
              otherwise.run();
            }
          });
    }
  }

  /** Whether the server still has it, and no tag of it was invalidated. */
  private CompletionStage<Boolean> stillValid(Flight<K, V> flight, Frame.Stored previous) {
    return setup
        .store
        .header(flight.name)
        .thenCompose(
            header ->
                Copies.isStamped(header, previous.stampMicros())
                    ? validByTags(previous.stamps())
                    : CompletableFuture.completedFuture(false));
  }

  private CompletionStage<Boolean> validByTags(Stamps stamps) {
    Tags tags = setup.tags;
    if (tags == null) {
      return CompletableFuture.completedFuture(true);
    }
    return switch (tags.standing(stamps, TagTable.UNKNOWN, /* strict= */ false)) {
      case VALID -> CompletableFuture.completedFuture(true);
      case OUTDATED -> CompletableFuture.completedFuture(false);
      case UNKNOWN -> tags.ask(stamps);
    };
  }

  /**
   * The server does not answer. Nothing had changed when the flight read the value, after it had
   * begun, and nothing was announced since but its own lease: its callers are promised no more.
   */
  private boolean isUntouched(Flight<K, V> flight) {
    return flight.changesSincePrevious() <= 0;
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
