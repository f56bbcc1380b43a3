package dev.aside.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The flights of one cache: at most one per key that can be joined. Thread-safe and lock-free.
 *
 * <ol>
 *   <li>A flight is here from before its first step until its result is known and stored; the
 *       caller that put it here takes that first step.
 *   <li>A failed flight leaves before its failure is told: whoever asks again then loads again.
 *   <li>Callers get futures of their own: cancelling one does not cancel the flight.
 * </ol>
 */
final class Flights<K, V> {
  private final ConcurrentMap<K, Flight<K, V>> flights = new ConcurrentHashMap<>();
  private final Counters counters;

  Flights(Counters counters) {
    this.counters = counters;
  }

  /** Puts {@code mine} here and returns null, or returns the flight under way to be joined. */
  @Nullable Flight<K, V> leadOrJoin(Flight<K, V> mine) {
    return flights.putIfAbsent(mine.key, mine);
  }

  /** Puts {@code mine} here; the earlier flight that it returns goes on, but is joined no more. */
  @Nullable Flight<K, V> supersede(Flight<K, V> mine) {
    return flights.put(mine.key, mine);
  }

  /**
   * Whether nothing has come in between: neither an invalidation nor a newer flight. What a flight
   * brings may be copied to L1 only while this holds, under the lock of the copy.
   */
  boolean isCurrent(Flight<K, V> flight) {
    return flights.get(flight.key) == flight;
  }

  /** What the flight of {@code key} has brought, while it is being stored; null if nothing has. */
  @Nullable Answer<V> landed(K key) {
    Flight<K, V> flight = flights.get(key);
    if (flight == null || !flight.result.isDone() || flight.result.isCompletedExceptionally()) {
      return null;
    }
    return flight.result.join().answer();
  }

  /** The result of another caller's flight, counted as this caller's own. */
  CompletableFuture<Found<V>> join(Flight<K, V> flight) {
    return flight.result.handle(
        (found, error) -> {
          if (error != null) {
            counters.misses.increment();
            counters.collapsed.increment();
            throw Failures.asUnchecked(error);
          }
          switch (found.source()) {
            case LOCAL -> counters.localHits.increment();
            case REMOTE -> counters.remoteHits.increment();
            case LOADED, COLLAPSED -> {
              counters.misses.increment();
              counters.collapsed.increment();
            }
          }
          return found.collapsed();
        });
  }

  /** Nobody joins the flight of {@code key} any more, and what it brings is not kept. */
  void kill(K key) {
    Flight<K, V> flight = flights.remove(key);
    if (flight != null) {
      flight.kill();
    }
  }

  void end(Flight<K, V> flight) {
    flights.remove(flight.key, flight);
  }

  void fail(Flight<K, V> flight, Throwable cause) {
    end(flight);
    flight.result.completeExceptionally(cause);
    flight.stored.complete(false);
  }

  void forEach(Consumer<Flight<K, V>> action) {
    flights.values().forEach(action);
  }

  int size() {
    return flights.size();
  }
}
