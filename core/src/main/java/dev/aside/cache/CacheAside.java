package dev.aside.cache;

import dev.aside.spi.Coherence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way of a read: L1, then L2, then one load for the fleet. Asynchronous throughout; the views
 * put waiting and decoding on top. Thread-safe.
 *
 * <pre>
 *   get ── local copy ──────────────────────────────────────────────► answer
 *    └─ flight: lead or join
 *         └─ read L2 ── value ──────────────────────────────────────► answer
 *              └─ lease ── granted ── load ── answer ── fill ── copy to L1
 *                   ├─ busy: wait, read again      another process is loading
 *                   └─ L2 down: load, do not store
 * </pre>
 */
final class CacheAside<K, V> {
  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Reading<K, V> reading;
  private final BatchReading<K, V> batches;
  private final Loading<K, V> loading;
  private final Journal journal;

  CacheAside(
      Setup<K, V> setup,
      Flights<K, V> flights,
      Reading<K, V> reading,
      BatchReading<K, V> batches,
      Loading<K, V> loading,
      Journal journal) {
    this.setup = setup;
    this.flights = flights;
    this.reading = reading;
    this.batches = batches;
    this.loading = loading;
    this.journal = journal;
  }

  /** The copy in this process; null if there is none that may be served. */
  @Nullable Answer<V> local(K key) {
    LocalTier<K, V> local = setup.local;
    if (local == null) {
      return null;
    }
    Answer<V> answer = local.get(key);
    if (answer != null) {
      setup.counters.localHits.increment();
      setup.events.localHit(key);
    }
    return answer;
  }

  /** Reads beyond L1. */
  CompletableFuture<Found<V>> get(K key, Source<K, V> source, Freshness freshness) {
    Flight<K, V> mine = new Flight<>(key, setup.names.of(key), source, freshness);
    CompletableFuture<Found<V>> joined = leadOrJoin(mine);
    if (joined != null) {
      return joined;
    }
    CompletableFuture<Found<V>> seat = mine.seat();
    reading.start(mine);
    return seat;
  }

  /** The result of another flight; null: {@code mine} leads, after those that may not be joined. */
  private @Nullable CompletableFuture<Found<V>> leadOrJoin(Flight<K, V> mine) {
    while (true) {
      Flight<K, V> current = flights.find(mine.key);
      refuseOwnKey(mine, current);
      if (current != null && mine.freshness == Freshness.NORMAL && mayJoin(current)) {
        CompletableFuture<Found<V>> joined = flights.join(current);
        if (joined != null) {
          return joined;
        }
      }
      mine.begin(setup.environment.time(), setup.store.coherence().epoch(), current);
      if (flights.replace(current, mine)) {
        return null;
      }
    }
  }

  /** Whether what the flight will bring is new enough for a caller of now. */
  private boolean mayJoin(Flight<K, V> flight) {
    if (flight.isWaiting()) {
      return true; // it has yet to read
    }
    Coherence coherence = setup.store.coherence();
    long lag = setup.environment.time().nanoTime() - coherence.barrierNanos();
    return flight.changes() == 0
        && flight.epoch() != 0
        && flight.epoch() == coherence.epoch()
        && lag <= setup.maxLag.toNanos()
        && (setup.loadsAreAnnounced || isYoung(flight));
  }

  /** Whether it has begun so lately that nobody need have seen a change since then. */
  private boolean isYoung(Flight<K, V> flight) {
    return flight.ageNanos(setup.environment.time()) <= setup.maxLag.toNanos();
  }

  private void refuseOwnKey(Flight<K, V> mine, @Nullable Flight<K, V> other) {
    if (other != null && LoadScope.isWaitedForBy(mine.startedIn, other)) {
      throw new IllegalStateException(
          "loader of cache "
              + setup.cache
              + ": asks for a key that it is loading (expected: only other keys)");
    }
  }

  /** The copies, reads and loads of many keys, in their order, as many as may be at once. */
  Map<K, CompletableFuture<Found<V>>> getAll(Collection<? extends K> keys, Source<K, V> source) {
    Map<K, Flight<K, V>> mine = new LinkedHashMap<>();
    for (K key : keys) { // all names are checked before any flight can be found by others
      mine.computeIfAbsent(key, k -> new Flight<>(k, setup.names.of(k), source, Freshness.NORMAL));
    }
    List<Flight<K, V>> all = List.copyOf(mine.values());
    return (all.size() <= Slices.SIZE)
        ? begin(all, new ArrayList<>())
        : new Slices<>(all, this::begin).start();
  }

  /**
   * Looks for copies, and takes the other flights to their ends.
   *
   * @param led is given those that begin now, for callers to know of their ends
   */
  private Map<K, CompletableFuture<Found<V>>> begin(
      List<Flight<K, V>> mine, List<Flight<K, V>> led) {
    Map<K, CompletableFuture<Found<V>>> results = new LinkedHashMap<>();
    mine.forEach(flight -> results.put(flight.key, localOrFlight(flight, led)));
    batches.start(led);
    return results;
  }

  private CompletableFuture<Found<V>> localOrFlight(Flight<K, V> mine, List<Flight<K, V>> led) {
    Answer<V> copy = local(mine.key);
    if (copy != null) {
      return CompletableFuture.completedFuture(Found.in(RawAnswer.Source.LOCAL, copy));
    }
    try {
      CompletableFuture<Found<V>> joined = leadOrJoin(mine);
      if (joined != null) {
        return joined;
      }
    } catch (IllegalStateException ownKey) { // the others go on
      return CompletableFuture.failedFuture(ownKey);
    }
    led.add(mine);
    return mine.seat();
  }

  /** Only what is cached: never loads, never waits for a load. */
  CompletableFuture<@Nullable Answer<V>> peek(K key) {
    Answer<V> copy = local(key);
    if (copy != null) {
      return CompletableFuture.completedFuture(copy);
    }
    byte[] name = setup.names.of(key);
    Answer<V> landed = landed(key);
    if (landed != null || journal.holds(name)) {
      return CompletableFuture.completedFuture(landed);
    }
    return setup
        .store
        .get(name)
        .thenCompose(stored -> valid(setup.framing.read(name, stored)))
        .<@Nullable Answer<V>>handle(this::peeked)
        .toCompletableFuture();
  }

  /** What is being stored just now, if it is new enough: changes include its own lease. */
  private @Nullable Answer<V> landed(K key) {
    Flight<K, V> flight = flights.find(key);
    return (flight != null && isYoung(flight)) ? Flights.landed(flight) : null;
  }

  /** The value if it is fresh and no tag of it was invalidated; else null. */
  private CompletionStage<Frame.@Nullable Stored> valid(Frame frame) {
    if (!(frame instanceof Frame.Stored found) || isOver(found)) {
      return CompletableFuture.<Frame.@Nullable Stored>completedFuture(null);
    }
    if (setup.tags == null) {
      return CompletableFuture.<Frame.@Nullable Stored>completedFuture(found);
    }
    return switch (setup.tags.standing(found.stamps(), TagTable.UNKNOWN, /* strict= */ false)) {
      case VALID -> CompletableFuture.<Frame.@Nullable Stored>completedFuture(found);
      case OUTDATED -> CompletableFuture.<Frame.@Nullable Stored>completedFuture(null);
      case UNKNOWN -> setup.tags.ask(found.stamps()).thenApply(valid -> valid ? found : null);
    };
  }

  private boolean isOver(Frame.Stored found) {
    return found.softExpiry() <= setup.store.estimatedMillis();
  }

  private @Nullable Answer<V> peeked(Frame.@Nullable Stored found, @Nullable Throwable error) {
    if (found != null) {
      setup.counters.remoteHits.increment();
      return Answer.ofStored(found.payload());
    }
    if (error != null) {
      setup.backendFailed("an entry could not be read", error);
    }
    setup.counters.misses.increment();
    return null;
  }

  /** What was stored cannot be decoded: takes it away and reads as if for the first time. */
  CompletableFuture<Found<V>> replace(K key, Source<K, V> source) {
    return setup
        .store
        .remove(List.of(setup.names.of(key)))
        .handle((done, error) -> key)
        .thenCompose(same -> get(same, source, Freshness.STRICT))
        .toCompletableFuture();
  }

  /** Asks the source alone, and keeps nothing. */
  CompletableFuture<Found<V>> loadOnly(K key, Source<K, V> source) {
    Flight<K, V> flight = new Flight<>(key, setup.names.of(key), source, Freshness.STRICT);
    loading.start(List.of(flight));
    return flight.seat();
  }
}
