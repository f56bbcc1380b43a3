package dev.aside.cache;

import dev.aside.AsideException;
import dev.aside.spi.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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
  /** Keys read from L2 by one command. */
  private static final int READ_BATCH = 1_000;

  private static final int NONCE_BYTES = 8;

  /** A lease outlives the load that it is for by this much, for the fill to arrive. */
  private static final long LEASE_SLACK_MILLIS = 1_000;

  /** A waiter looks for the other process's value first after this, then ever more slowly. */
  private static final long FIRST_POLL_MILLIS = 20;

  private static final long LAST_POLL_MILLIS = 200;

  /** Reads of one flight that end in "read again", before it loads without storing. */
  private static final int MAX_READS = 8;

  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Loading<K, V> loading;
  private final Journal journal;

  CacheAside(Setup<K, V> setup, Flights<K, V> flights, Loading<K, V> loading, Journal journal) {
    this.setup = setup;
    this.flights = flights;
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
    }
    return answer;
  }

  /** Reads beyond L1. */
  CompletableFuture<Found<V>> get(K key, Source<K, V> source, Freshness freshness) {
    Flight<K, V> mine = new Flight<>(key, setup.names.of(key), source);
    if (freshness == Freshness.STRICT) {
      refuseOwnKey(flights.supersede(mine));
    } else {
      Flight<K, V> other = flights.leadOrJoin(mine);
      if (other != null) {
        return join(other);
      }
    }
    read(mine, new Patience());
    return mine.result;
  }

  private CompletableFuture<Found<V>> join(Flight<K, V> other) {
    refuseOwnKey(other);
    return flights.join(other);
  }

  private void refuseOwnKey(@Nullable Flight<K, V> other) {
    if (other != null && LoadScope.isWaitedForBy(other)) {
      throw new IllegalStateException(
          "loader of cache "
              + setup.cache
              + ": asks for a key that it is loading (expected: only other keys)");
    }
  }

  /** The copies, reads and loads of many keys, in their order, all under way at once. */
  Map<K, CompletableFuture<Found<V>>> getAll(Collection<? extends K> keys, Source<K, V> source) {
    Map<K, CompletableFuture<Found<V>>> results = new LinkedHashMap<>();
    List<Flight<K, V>> led = new ArrayList<>();
    for (K key : keys) {
      if (!results.containsKey(key)) {
        results.put(key, localOrFlight(key, source, led));
      }
    }
    for (int from = 0; from < led.size(); from += READ_BATCH) {
      // Copies, so that a batch does not hold on to the whole list.
      readBatch(List.copyOf(led.subList(from, Math.min(led.size(), from + READ_BATCH))));
    }
    return results;
  }

  private CompletableFuture<Found<V>> localOrFlight(
      K key, Source<K, V> source, List<Flight<K, V>> led) {
    Answer<V> copy = local(key);
    if (copy != null) {
      return CompletableFuture.completedFuture(Found.in(RawAnswer.Source.LOCAL, copy));
    }
    Flight<K, V> mine = new Flight<>(key, setup.names.of(key), source);
    Flight<K, V> other = flights.leadOrJoin(mine);
    if (other != null) {
      return join(other);
    }
    led.add(mine);
    return mine.result;
  }

  /** Only what is cached: never loads, never waits for a load. */
  CompletableFuture<@Nullable Answer<V>> peek(K key) {
    Answer<V> copy = local(key);
    if (copy != null) {
      return CompletableFuture.completedFuture(copy);
    }
    byte[] name = setup.names.of(key);
    Answer<V> landed = flights.landed(key);
    if (landed != null || journal.holds(name)) {
      return CompletableFuture.completedFuture(landed);
    }
    return setup
        .store
        .get(name)
        .<@Nullable Answer<V>>handle((stored, error) -> peeked(name, stored, error))
        .toCompletableFuture();
  }

  private @Nullable Answer<V> peeked(
      byte[] name, byte @Nullable [] stored, @Nullable Throwable error) {
    if (error != null) {
      setup.backendFailed("an entry could not be read", error);
    } else {
      Frame frame = Frame.read(name, stored);
      if (frame instanceof Frame.Value value) {
        setup.counters.remoteHits.increment();
        return Answer.ofBytes(value.payload());
      }
      if (frame instanceof Frame.Absent) {
        setup.counters.remoteHits.increment();
        return Answer.absent();
      }
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
    Flight<K, V> flight = new Flight<>(key, setup.names.of(key), source);
    loading.start(List.of(flight));
    return flight.result;
  }

  // One flight

  private void read(Flight<K, V> flight, Patience patience) {
    if (journal.holds(flight.name)) {
      miss(flight);
      loading.start(List.of(flight));
      return;
    }
    then(
        flight,
        setup.store.get(flight.name),
        (stored, error) -> {
          if (error != null) {
            readFailed(List.of(flight), error);
          } else if (!serve(flight, Frame.read(flight.name, stored))) {
            lease(flight, patience);
          }
        });
  }

  private void readFailed(List<Flight<K, V>> group, Throwable error) {
    setup.backendFailed("an entry could not be read", error);
    group.forEach(this::miss);
    loading.start(group);
  }

  private void miss(Flight<K, V> flight) {
    setup.counters.misses.increment();
  }

  /** Ends the flight with what L2 holds; false if it holds no answer. */
  private boolean serve(Flight<K, V> flight, Frame frame) {
    if (frame instanceof Frame.Value value) {
      hit(flight, Answer.ofBytes(value.payload()), value.softExpiry());
      return true;
    }
    if (frame instanceof Frame.Absent absent) {
      hit(flight, Answer.absent(), absent.softExpiry());
      return true;
    }
    if (frame instanceof Frame.Damaged) {
      setup.counters.unreadable.increment();
      setup.faults.warn("a stored entry is damaged or belongs to another key; it is replaced");
      setup.store.remove(List.of(flight.name)); // before our lease, on the same connection
    }
    return false;
  }

  private void hit(Flight<K, V> flight, Answer<V> answer, long softExpiry) {
    setup.counters.remoteHits.increment();
    long now = setup.store.estimatedMillis();
    if (setup.local != null && now > 0 && softExpiry > now) {
      long ttlNanos = TimeUnit.MILLISECONDS.toNanos(softExpiry - now);
      setup.local.put(flight.key, answer, ttlNanos, () -> flights.isCurrent(flight));
    }
    flights.end(flight);
    flight.result.complete(Found.in(RawAnswer.Source.REMOTE, answer));
    flight.stored.complete(false);
  }

  private void lease(Flight<K, V> flight, Patience patience) {
    then(
        flight,
        requestLease(flight),
        (lease, error) -> {
          if (error == null && lease instanceof Lease.Busy busy) {
            await(flight, patience, busy.remainingMillis());
          } else if (error == null && lease instanceof Lease.Present && patience.readAgain()) {
            read(flight, patience);
          } else {
            granted(flight, lease, error);
            miss(flight);
            loading.start(List.of(flight));
          }
        });
  }

  private CompletionStage<Lease> requestLease(Flight<K, V> flight) {
    byte[] nonce = new byte[NONCE_BYTES];
    setup.environment.random().nextBytes(nonce);
    return setup.store.lease(flight.name, nonce, setup.loadTimeout.toMillis() + LEASE_SLACK_MILLIS);
  }

  /** Notes the lease if there is one; without it the load is returned and not stored. */
  private void granted(Flight<K, V> flight, @Nullable Lease lease, @Nullable Throwable error) {
    if (error != null) {
      setup.backendFailed("a lease could not be taken", error);
    } else if (lease instanceof Lease.Granted granted) {
      flight.leaseId = granted.id();
    } else if (lease instanceof Lease.Foreign) {
      setup.counters.unreadable.increment();
      setup.faults.warn("a key holds bytes of another program or version; it is left alone");
    }
  }

  /** Another process loads this key: looks again until its value is there or its time is over. */
  private void await(Flight<K, V> flight, Patience patience, long remainingMillis) {
    long pause = patience.nextPauseMillis(remainingMillis);
    if (pause <= 0) {
      miss(flight);
      loading.start(List.of(flight));
      return;
    }
    setup
        .environment
        .time()
        .schedule(Duration.ofMillis(pause), () -> guard(flight, () -> read(flight, patience)));
  }

  // Many flights at once

  private void readBatch(List<Flight<K, V>> batch) {
    List<Flight<K, V>> readable = new ArrayList<>(batch.size());
    List<byte[]> names = new ArrayList<>(batch.size());
    for (Flight<K, V> flight : batch) {
      if (journal.holds(flight.name)) {
        read(flight, new Patience());
      } else {
        readable.add(flight);
        names.add(flight.name);
      }
    }
    if (readable.isEmpty()) {
      return;
    }
    setup
        .store
        .getAll(names)
        .whenComplete(
            (@Nullable List<byte @Nullable []> stored, @Nullable Throwable error) ->
                guardAll(readable, () -> batchRead(readable, stored, error)));
  }

  private void batchRead(
      List<Flight<K, V>> batch,
      @Nullable List<byte @Nullable []> stored,
      @Nullable Throwable error) {
    if (error != null || stored == null) {
      readFailed(batch, (error == null) ? new IllegalStateException("no reply") : error);
      return;
    }
    List<Flight<K, V>> missing = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Flight<K, V> flight = batch.get(i);
      if (!serve(flight, Frame.read(flight.name, stored.get(i)))) {
        missing.add(flight);
      }
    }
    if (!missing.isEmpty()) {
      leaseBatch(missing);
    }
  }

  /** Asks for every lease at once; what is granted is loaded together, the rest waits alone. */
  private void leaseBatch(List<Flight<K, V>> missing) {
    List<CompletableFuture<@Nullable Flight<K, V>>> requests = new ArrayList<>(missing.size());
    for (Flight<K, V> flight : missing) {
      requests.add(
          requestLease(flight)
              .handle((lease, error) -> leasedInBatch(flight, lease, error))
              .toCompletableFuture());
    }
    CompletableFuture.allOf(requests.toArray(CompletableFuture[]::new))
        .whenComplete((all, error) -> guardAll(missing, () -> loadBatch(requests)));
  }

  /** The flight if it is to be loaded with the others; null if it goes on alone. */
  private @Nullable Flight<K, V> leasedInBatch(
      Flight<K, V> flight, @Nullable Lease lease, @Nullable Throwable error) {
    if (error == null && lease instanceof Lease.Busy busy) {
      guard(flight, () -> await(flight, new Patience(), busy.remainingMillis()));
      return null;
    }
    if (error == null && lease instanceof Lease.Present) {
      guard(flight, () -> read(flight, new Patience()));
      return null;
    }
    granted(flight, lease, error);
    return flight;
  }

  private void loadBatch(List<CompletableFuture<@Nullable Flight<K, V>>> requests) {
    List<Flight<K, V>> group = new ArrayList<>(requests.size());
    for (CompletableFuture<@Nullable Flight<K, V>> request : requests) {
      Flight<K, V> flight = request.getNow(null);
      if (flight != null) {
        miss(flight);
        group.add(flight);
      }
    }
    if (!group.isEmpty()) {
      loading.start(group);
    }
  }

  // A defect of ours must end the flight, not leave its callers waiting.

  /** What to do with the reply of the store. */
  private interface Step<T> {
    void take(@Nullable T reply, @Nullable Throwable error);
  }

  private <T> void then(
      Flight<K, V> flight, CompletionStage<? extends @Nullable T> reply, Step<T> step) {
    reply.whenComplete((value, error) -> guard(flight, () -> step.take(value, error)));
  }

  private void guard(Flight<K, V> flight, Runnable step) {
    guardAll(List.of(flight), step);
  }

  private void guardAll(List<Flight<K, V>> group, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      AsideException defect = new AsideException("A defect in cache " + setup.cache, e);
      group.forEach(flight -> flights.fail(flight, defect));
    }
  }

  /** How long one flight waits for another process's load. Confined to its flight. */
  private final class Patience {
    private final long startedNanos = setup.environment.time().nanoTime();
    private long pauseMillis = FIRST_POLL_MILLIS;
    private int reads;

    boolean readAgain() {
      return ++reads < MAX_READS;
    }

    /** 0 when the wait has taken longer than any lease can last. */
    long nextPauseMillis(long remainingMillis) {
      long waited = setup.environment.time().nanoTime() - startedNanos;
      long budget = setup.loadTimeout.toMillis() + 2 * LEASE_SLACK_MILLIS;
      if (TimeUnit.NANOSECONDS.toMillis(waited) >= budget) {
        return 0;
      }
      long pause = Math.min(pauseMillis, Math.max(1, remainingMillis));
      pauseMillis = Math.min(LAST_POLL_MILLIS, pauseMillis * 3 / 2);
      double jitter = 0.5 + setup.environment.random().nextDouble() / 2;
      return Math.max(1, (long) (pause * jitter));
    }
  }
}
