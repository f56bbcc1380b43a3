package dev.aside.cache;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The flights of one cache: at most one per key that can be found, with its predecessors behind it.
 * Thread-safe and lock-free.
 *
 * <ol>
 *   <li>A flight is here from before its first step until its result is known and stored; the
 *       caller that put it here takes that first step.
 *   <li>A failed flight leaves before its failure is told: whoever asks again then loads again.
 *   <li>Callers get futures of their own: cancelling one does not cancel the flight.
 * </ol>
 */
final class Flights<K, V> {
  /** One for all: most flights are hits, and making an exception costs more than a hit. */
  private static final CancellationException NOTHING_LOADED =
      new CancellationException("Nothing was loaded");

  private final ConcurrentMap<K, Flight<K, V>> flights = new ConcurrentHashMap<>();
  private final NameIndex<K> digests = new NameIndex<>();
  private final Counters counters;
  private final KeyNames<K> names;

  Flights(Counters counters, KeyNames<K> names) {
    this.counters = counters;
    this.names = names;
  }

  @Nullable Flight<K, V> find(K key) {
    return flights.get(key);
  }

  /** Puts {@code mine} in the place of {@code current}; false if that is not the current one. */
  boolean replace(@Nullable Flight<K, V> current, Flight<K, V> mine) {
    if (current != null) {
      return flights.replace(mine.key, current, mine);
    }
    boolean digest = names.isDigest(mine.name);
    if (digest) {
      digests.hold(mine.name, mine.key);
    }
    boolean first = flights.putIfAbsent(mine.key, mine) == null;
    if (!first && digest) {
      digests.release(mine.name);
    }
    return first;
  }

  /** The key under way whose stored name is {@code digest}; null if there is none. */
  @Nullable K keyOf(byte[] digest) {
    return digests.find(digest);
  }

  /** To be called once when a key has no flight any more. */
  private void left(Flight<K, V> flight) {
    if (names.isDigest(flight.name)) {
      digests.release(flight.name);
    }
  }

  /**
   * Whether {@code flight} hears of every change of its key: it or a successor can be found, and no
   * invalidation by this process has come.
   */
  boolean hears(Flight<K, V> flight) {
    for (Flight<K, V> f = flights.get(flight.key); f != null; f = f.predecessor()) {
      if (f == flight) {
        return true;
      }
    }
    return false;
  }

  /** Somebody has changed the entry of {@code key}. */
  void changed(K key) {
    for (Flight<K, V> f = flights.get(key); f != null; f = f.predecessor()) {
      f.changed();
    }
  }

  /** What the flight has brought, while it is being stored; null if nothing, or if it is stale. */
  static <K, V> @Nullable Answer<V> landed(Flight<K, V> flight) {
    if (!flight.result.isDone() || flight.result.isCompletedExceptionally()) {
      return null;
    }
    Found<V> found = flight.result.join();
    return (found.staleAge() == null) ? found.answer() : null;
  }

  /**
   * The result of another caller's flight, counted as this caller's own; null if all its callers
   * have left.
   */
  @Nullable CompletableFuture<Found<V>> join(Flight<K, V> flight) {
    CompletableFuture<Found<V>> seat = flight.join();
    return (seat == null) ? null : Seats.after(seat, counted(seat));
  }

  /** The result of another's load, counted as the reader's own. */
  CompletableFuture<Found<V>> counted(CompletableFuture<Found<V>> result) {
    return result.handle(
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

  /** Nobody finds the flights of {@code key} any more, and what they bring is not kept. */
  void kill(K key) {
    Flight<K, V> newest = flights.remove(key);
    if (newest != null) {
      left(newest);
    }
    for (Flight<K, V> f = newest; f != null; f = f.predecessor()) {
      f.kill();
    }
  }

  /**
   * Nobody finds any of the flights that are under way now; what they bring is stored, but not kept
   * in this process.
   */
  void detachAll() {
    flights.values().forEach(this::end);
  }

  /** Something has changed that may concern any key. */
  void changedAll() {
    forEach(Flight::changed);
  }

  /** Ends the flight, whose result is known or will be by others. */
  void finish(Flight<K, V> flight, boolean stored) {
    end(flight);
    flight.loaded.completeExceptionally(NOTHING_LOADED);
    flight.stamps.complete(null);
    flight.stored.complete(stored);
  }

  void end(Flight<K, V> flight) {
    if (flights.remove(flight.key, flight)) {
      left(flight);
    }
  }

  void fail(Flight<K, V> flight, Throwable cause) {
    end(flight);
    flight.result.completeExceptionally(cause);
    flight.loaded.completeExceptionally(cause);
    flight.stamps.complete(null);
    flight.stored.complete(false);
  }

  void forEach(Consumer<Flight<K, V>> action) {
    for (Flight<K, V> newest : flights.values()) {
      for (Flight<K, V> f = newest; f != null; f = f.predecessor()) {
        action.accept(f);
      }
    }
  }
}
