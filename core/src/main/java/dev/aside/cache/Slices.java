package dev.aside.cache;

import dev.aside.AsideException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A very large batch, a slice at a time: each key that is missing costs several commands, and what
 * waits for a reply on one connection has a limit. A slice begins when all that the one before has
 * begun is stored. Thread-safe.
 */
final class Slices<K, V> {
  /**
   * Keys of one call that are under way at once: several such calls fit into a connection's queue.
   */
  static final int SIZE = 2_000;

  private final List<Flight<K, V>> all;
  private final Begin<K, V> begin;
  private final Map<K, CompletableFuture<Found<V>>> results = new LinkedHashMap<>();

  /** How flights begin. */
  interface Begin<K, V> {
    /** The results of {@code mine}; adds those that this call leads to {@code led}. */
    Map<K, CompletableFuture<Found<V>>> all(List<Flight<K, V>> mine, List<Flight<K, V>> led);
  }

  Slices(List<Flight<K, V>> all, Begin<K, V> begin) {
    this.all = all;
    this.begin = begin;
    all.forEach(flight -> results.put(flight.key, new CompletableFuture<>()));
  }

  /** The results of all, those of later slices included. */
  Map<K, CompletableFuture<Found<V>>> start() {
    beginFrom(0);
    return results;
  }

  private void beginFrom(int from) {
    if (from >= all.size()) {
      return;
    }
    int to = Math.min(all.size(), from + SIZE);
    List<Flight<K, V>> led = new ArrayList<>();
    try {
      begin.all(wanted(from, to), led).forEach(this::pass);
    } catch (RuntimeException | Error e) { // a defect of ours: nobody is to wait for ever
      AsideException defect = new AsideException("A defect in a large batch", e);
      results.values().forEach(result -> result.completeExceptionally(defect));
      return;
    }
    CompletableFuture.allOf(
            led.stream().map(flight -> flight.stored).toArray(CompletableFuture[]::new))
        .whenComplete((done, error) -> beginFrom(to));
  }

  /** Those of a slice whose callers have not left meanwhile. */
  private List<Flight<K, V>> wanted(int from, int to) {
    return all.subList(from, to).stream().filter(flight -> !result(flight.key).isDone()).toList();
  }

  private void pass(K key, CompletableFuture<Found<V>> seat) {
    CompletableFuture<Found<V>> result = Seats.after(seat, result(key));
    seat.whenComplete(
        (found, error) -> {
          if (error == null) {
            result.complete(found);
          } else {
            result.completeExceptionally(error);
          }
        });
  }

  private CompletableFuture<Found<V>> result(K key) {
    CompletableFuture<Found<V>> result = results.get(key);
    if (result == null) {
      throw new IllegalStateException("A key changes while it is in use");
    }
    return result;
  }
}
