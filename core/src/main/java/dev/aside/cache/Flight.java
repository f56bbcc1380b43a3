package dev.aside.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One read of one key that asks beyond L1, shared by the callers that may share it. Thread-safe.
 *
 * <p>A flight that may no longer be joined is superseded by the next caller's, which knows it as
 * its {@link #predecessor}: should the server still show the predecessor's lease, its load is as
 * good as new and is followed instead of begun again.
 */
final class Flight<K, V> {
  final K key;
  final byte[] name;
  final Source<K, V> source;
  final Freshness freshness;
  final @Nullable LoadScope startedIn;
  final CompletableFuture<Found<V>> result = new CompletableFuture<>();

  /** Completes after the result, and never exceptionally. */
  final CompletableFuture<Boolean> stored = new CompletableFuture<>();

  /** Only ever moves on to an earlier one; benign race, as all who move it move it alike. */
  private volatile @Nullable Flight<K, V> predecessor;

  /** The epoch in which its first read was sent; written before the flight can be found. */
  private long epoch;

  /** Nothing that it brings is older than this. */
  private volatile long begunNanos;

  /** Announced changes of the key, and expiries of what was known, since the flight began. */
  private final AtomicInteger changes = new AtomicInteger();

  private volatile byte @Nullable [] leaseId;
  private volatile boolean waiting;
  private volatile boolean dead;
  private volatile @Nullable Runnable onChange;

  Flight(K key, byte[] name, Source<K, V> source, Freshness freshness) {
    this.key = key;
    this.name = name;
    this.source = source;
    this.freshness = freshness;
    this.startedIn = LoadScope.current();
  }

  void begin(long nowNanos, long epoch, @Nullable Flight<K, V> predecessor) {
    this.begunNanos = nowNanos;
    this.epoch = epoch;
    this.predecessor = predecessor;
    if (predecessor != null) {
      predecessor.predecessor(); // lets go of those that have ended: a hot key's chain has no end
    }
  }

  long epoch() {
    return epoch;
  }

  /** What it brings is what {@code other} brings, without a look at the server in between. */
  void isAsOldAs(Flight<K, V> other) {
    begunNanos = other.begunNanos;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - begunNanos;
  }

  /** The newest earlier flight of the key that is still under way; null if there is none. */
  @Nullable Flight<K, V> predecessor() {
    Flight<K, V> earlier = predecessor;
    while (earlier != null && earlier.stored.isDone()) {
      earlier = earlier.predecessor;
    }
    predecessor = earlier;
    return earlier;
  }

  /** How many flights are held on to by this one, ended or not. */
  int links() {
    int count = 0;
    for (Flight<K, V> f = predecessor; f != null; f = f.predecessor) {
      count++;
    }
    return count;
  }

  /** The right to fill; null: what is loaded is returned and not stored. */
  byte @Nullable [] leaseId() {
    return leaseId;
  }

  void leased(byte @Nullable [] id) {
    leaseId = id;
  }

  /** The key was changed by somebody: what was read before this may be out of date. */
  void changed() {
    changes.incrementAndGet();
    Runnable action = onChange;
    if (action != null) {
      action.run();
    }
  }

  /** For telling later whether a change has come in between. */
  int changes() {
    return changes.get();
  }

  /** What to do, on an I/O thread, when the key is changed; null: nothing. */
  void whenChanged(@Nullable Runnable action) {
    onChange = action;
  }

  /** Whether its answer has yet to be read, which makes it as new as any later caller's. */
  boolean isWaiting() {
    return waiting;
  }

  void waiting(boolean now) {
    waiting = now;
  }

  /** An invalidation by this process: those who wait get the value, but it is not stored. */
  void kill() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }
}
