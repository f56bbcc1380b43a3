package dev.aside.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One read of one key that asks beyond L1, shared by all callers that come while it is under way.
 * Thread-safe: {@code dead} only ever goes from false to true; {@code leaseId} is written before
 * the load is handed over, by the thread that hands it over, and cleared when it is given back.
 */
final class Flight<K, V> {
  final K key;
  final byte[] name;
  final Source<K, V> source;
  final @Nullable LoadScope startedIn;
  final CompletableFuture<Found<V>> result = new CompletableFuture<>();

  /** Completes after the result, and never exceptionally. */
  final CompletableFuture<Boolean> stored = new CompletableFuture<>();

  /** The right to fill; null: what is loaded is returned and not stored. */
  volatile byte @Nullable [] leaseId;

  private volatile boolean dead;

  Flight(K key, byte[] name, Source<K, V> source) {
    this.key = key;
    this.name = name;
    this.source = source;
    this.startedIn = LoadScope.current();
  }

  /** An invalidation has come: those who wait get the value, but it is not stored. */
  void kill() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }
}
