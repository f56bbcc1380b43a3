package dev.aside.cache;

import dev.aside.AsideException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of flights as replies come in. A defect of ours ends the flight instead of leaving
 * its callers waiting. Thread-safe.
 */
final class Steps<K, V> {
  private final String cache;
  private final Flights<K, V> flights;

  /** What to do with the reply of the store. */
  interface Step<T> {
    void take(@Nullable T reply, @Nullable Throwable error);
  }

  Steps(String cache, Flights<K, V> flights) {
    this.cache = cache;
    this.flights = flights;
  }

  <T> void then(Flight<K, V> flight, CompletionStage<? extends @Nullable T> reply, Step<T> step) {
    reply.whenComplete((value, error) -> guard(flight, () -> step.take(value, error)));
  }

  <T> void then(
      List<Flight<K, V>> group, CompletionStage<? extends @Nullable T> reply, Step<T> step) {
    reply.whenComplete((value, error) -> guard(group, () -> step.take(value, error)));
  }

  void guard(Flight<K, V> flight, Runnable step) {
    guard(List.of(flight), step);
  }

  void guard(List<Flight<K, V>> group, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      AsideException defect = new AsideException("A defect in cache " + cache, e);
      group.forEach(flight -> flights.fail(flight, defect));
    }
  }
}
