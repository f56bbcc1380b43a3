package dev.aside.cache;

import dev.aside.spi.TimeSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
  private static final int ABANDONED = -1;

  final K key;
  final byte[] name;
  final Source<K, V> source;
  final Freshness freshness;
  final @Nullable LoadScope startedIn;
  final CompletableFuture<Found<V>> result = new CompletableFuture<>();

  /** What its load brings; the result may be an older value, served because that took long. */
  final CompletableFuture<Found<V>> loaded = new CompletableFuture<>();

  /** Completes after the result, and never exceptionally. */
  final CompletableFuture<Boolean> stored = new CompletableFuture<>();

  /** Of the result, for those who follow the flight; null: not known. Never exceptionally. */
  final CompletableFuture<@Nullable Stamps> stamps = new CompletableFuture<>();

  /** Only ever moves on to an earlier one; benign race, as all who move it move it alike. */
  private volatile @Nullable Flight<K, V> predecessor;

  /** The epoch in which its first read was sent; written before the flight can be found. */
  private long epoch;

  /** Nothing that it brings is older than this. */
  private volatile long begunNanos;

  private volatile long begunMillis; // by the wall clock

  /** Whose load it brings; null: its own, or what it has read. */
  private volatile @Nullable Flight<K, V> shared;

  /** Announced changes of the key, and expiries of what was known, since the flight began. */
  private final AtomicInteger changes = new AtomicInteger();

  /** Those who wait for the result; {@link #ABANDONED} once the last of them has left. */
  private final AtomicInteger callers = new AtomicInteger(1);

  private volatile byte @Nullable [] leaseId;
  private volatile Frame.@Nullable Stored previous;
  private volatile boolean previousIsServable;
  private volatile int changesBeforePrevious;
  private volatile boolean wasLeased; // by one thread at a time
  private volatile Tags.@Nullable Birth birth;
  private volatile boolean beingStored;
  private volatile boolean waiting;
  private volatile boolean dead;
  private volatile @Nullable Runnable onChange;
  private volatile @Nullable Runnable onAbandoned;

  Flight(K key, byte[] name, Source<K, V> source, Freshness freshness) {
    this.key = key;
    this.name = name;
    this.source = source;
    this.freshness = freshness;
    this.startedIn = LoadScope.current();
  }

  void begin(TimeSource time, long epoch, @Nullable Flight<K, V> predecessor) {
    this.begunNanos = time.nanoTime();
    this.begunMillis = time.wallMillis();
    this.epoch = epoch;
    this.predecessor = predecessor;
    if (predecessor != null) {
      predecessor.predecessor(); // lets go of those that have ended: a hot key's chain has no end
    }
  }

  long epoch() {
    return epoch;
  }

  /**
   * It brings what {@code other}, which has begun earlier, brings, without a look at the server in
   * between.
   */
  void bringsThatOf(Flight<K, V> other) {
    shared = other.origin(); // not a link for each of the readers of a hot key
  }

  /** The flight whose load it brings, as far as is known: that may come to share another's. */
  private Flight<K, V> origin() {
    Flight<K, V> origin = this;
    for (Flight<K, V> next = shared; next != null; next = origin.shared) {
      origin = next;
    }
    return origin;
  }

  /**
   * How old what it brings may be. The monotonic clock does not count the time in which the machine
   * stood still, and the wall clock may be set back: the greater age is meant, as an age that is
   * too great costs a load.
   */
  long ageNanos(TimeSource time) {
    Flight<K, V> origin = origin();
    return Math.max(time.nanoTime() - origin.begunNanos, origin.wallAgeNanos(time));
  }

  private long wallAgeNanos(TimeSource time) {
    return TimeUnit.MILLISECONDS.toNanos(time.wallMillis() - begunMillis);
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

  // Callers

  /**
   * The result for one more caller, who may leave by cancelling; null if the last one has left
   * before.
   */
  @Nullable CompletableFuture<Found<V>> join() {
    int present = callers.get();
    while (present != ABANDONED) {
      if (callers.compareAndSet(present, present + 1)) {
        return seat();
      }
      present = callers.get();
    }
    return null;
  }

  /** The result for the caller that has begun the flight. */
  CompletableFuture<Found<V>> seat() {
    CompletableFuture<Found<V>> seat = new CompletableFuture<>();
    seat.whenComplete(
        (found, error) -> {
          if (seat.isCancelled()) {
            leave();
          }
        });
    result.whenComplete(
        (found, error) -> {
          if (error == null) {
            seat.complete(found);
          } else {
            seat.completeExceptionally(error);
          }
        });
    return seat;
  }

  private void leave() {
    if (!result.isDone()
        && callers.decrementAndGet() == 0
        && callers.compareAndSet(0, ABANDONED)
        && result.completeExceptionally(new CancellationException("All callers have left"))) {
      Runnable action = onAbandoned;
      if (action != null) {
        action.run();
      }
    }
  }

  boolean isAbandoned() {
    return callers.get() == ABANDONED;
  }

  /** What to do when the last caller has left before there was a result. */
  void whenAbandoned(Runnable action) {
    onAbandoned = action;
    if (isAbandoned()) {
      action.run();
    }
  }

  // What it knows

  /** The right to fill; null: what is loaded is returned and not stored. */
  byte @Nullable [] leaseId() {
    return leaseId;
  }

  void leased(byte @Nullable [] id) {
    leaseId = id;
    wasLeased |= id != null;
  }

  /** What is stored under the key and is to be replaced; null if nothing that counts is. */
  Frame.@Nullable Stored previous() {
    return previous;
  }

  /** Whether {@link #previous} may be served should the load fail or take long. */
  boolean isPreviousServable() {
    return previousIsServable;
  }

  /**
   * Changes that were announced since {@link #previous} was read, but for that of its own lease.
   */
  int changesSincePrevious() {
    return changes.get() - changesBeforePrevious - (wasLeased ? 1 : 0);
  }

  /** Its load is for nothing that may be served instead. */
  void replacesNothing() {
    previousIsServable = false;
  }

  /**
   * It is to replace {@code stored}.
   *
   * @param changesBefore {@link #changes} when the read of it was sent
   */
  void replaces(Frame.Stored stored, boolean servable, int changesBefore) {
    changesBeforePrevious = changesBefore;
    previous = stored;
    previousIsServable = servable;
  }

  /** What was known of tags before its load; null: what it brings cannot be stored. */
  Tags.@Nullable Birth birth() {
    return birth;
  }

  void born(Tags.@Nullable Birth known) {
    birth = known;
  }

  /** Whether its load has ended well, so that its lease is in use until {@link #stored}. */
  boolean isBeingStored() {
    return beingStored;
  }

  void beingStored() {
    beingStored = true;
  }

  // Changes

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
