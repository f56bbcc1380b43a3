package dev.aside.cache;

import dev.aside.AsideException;
import dev.aside.spi.Lease;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes flights from their first read to an answer, or to their load: reads L2, takes the lease,
 * waits for other processes. Runs on I/O threads and never blocks. Thread-safe.
 */
final class Reading<K, V> {
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
  private final Copies<K, V> copies;
  private final Loading<K, V> loading;
  private final Journal journal;

  Reading(
      Setup<K, V> setup,
      Flights<K, V> flights,
      Copies<K, V> copies,
      Loading<K, V> loading,
      Journal journal) {
    this.setup = setup;
    this.flights = flights;
    this.copies = copies;
    this.loading = loading;
    this.journal = journal;
  }

  /** Takes a flight that can be found already to its end. */
  void start(Flight<K, V> flight) {
    read(flight, new Patience());
  }

  /** The same for many at once: few commands, and one load for those that are to be loaded. */
  void startAll(List<Flight<K, V>> led) {
    for (int from = 0; from < led.size(); from += READ_BATCH) {
      // Copies, so that a batch does not hold on to the whole list.
      readBatch(List.copyOf(led.subList(from, Math.min(led.size(), from + READ_BATCH))));
    }
  }

  // One flight

  private void read(Flight<K, V> flight, Patience patience) {
    flight.waiting(false);
    if (journal.holds(flight.name)) {
      loadUnstored(List.of(flight));
      return;
    }
    Copies.Ticket ticket = copies.ticket(flight);
    then(
        flight,
        setup.store.get(flight.name),
        (stored, error) -> {
          if (error != null) {
            setup.backendFailed("an entry could not be read", error);
            loadUnstored(List.of(flight));
          } else if (!serve(flight, ticket, setup.framing.read(flight.name, stored))) {
            lease(flight, patience);
          }
        });
  }

  /**
   * There is no lease, so that nothing in L2 stands for the load, and nobody would announce a
   * change in the meantime: shares a load that has begun here lately, which is as new as the reader
   * asks for, or begins one.
   */
  private void loadUnstored(List<Flight<K, V>> group) {
    List<Flight<K, V>> alone = new ArrayList<>(group.size());
    for (Flight<K, V> flight : group) {
      flight.changed(); // for all we will know: removing what is not there is not announced
      Flight<K, V> earlier = flight.predecessor();
      if (earlier != null && isRecentEnough(earlier, flight)) {
        flight.isAsOldAs(earlier);
        follow(flight, earlier);
      } else {
        miss();
        alone.add(flight);
      }
    }
    if (!alone.isEmpty()) {
      loading.start(alone);
    }
  }

  private boolean isRecentEnough(Flight<K, V> earlier, Flight<K, V> reader) {
    long age = earlier.ageNanos(setup.environment.time().nanoTime());
    return reader.freshness == Freshness.NORMAL && age <= setup.maxLag.toNanos();
  }

  /** Ends {@code flight} as {@code other} ends. */
  private void follow(Flight<K, V> flight, Flight<K, V> other) {
    flights
        .join(other)
        .whenComplete(
            (found, error) -> {
              if (error != null) {
                flights.fail(flight, Failures.unwrap(error));
              } else {
                flight.result.complete(found);
              }
            });
    other.stored.whenComplete(
        (stored, error) -> {
          flights.end(flight);
          flight.stored.complete(false);
        });
  }

  private void miss() {
    setup.counters.misses.increment();
  }

  /** Takes the flight further by what L2 holds; false if it holds nothing that stays there. */
  private boolean serve(Flight<K, V> flight, Copies.Ticket ticket, Frame frame) {
    if (frame instanceof Frame.Stored found) {
      hit(flight, ticket, Answer.ofStored(found.payload()), found.softExpiry());
      return true;
    }
    if (frame instanceof Frame.Reserved reserved) {
      Flight<K, V> holder = holderOf(reserved.leaseId(), flight);
      if (holder != null) {
        follow(flight, holder); // nothing has come in between, or its lease would be gone
        return true;
      }
    }
    if (setup.refusals.isToBeLeftAlone(frame)) {
      loadUnstored(List.of(flight));
      return true;
    }
    if (setup.refusals.isToBeReplaced(frame)) {
      setup.store.remove(List.of(flight.name)); // before our lease, on the same connection
    }
    return false;
  }

  private @Nullable Flight<K, V> holderOf(byte @Nullable [] leaseId, Flight<K, V> flight) {
    for (Flight<K, V> f = flight.predecessor(); f != null; f = f.predecessor()) {
      byte[] held = f.leaseId();
      if (held != null && Arrays.equals(held, leaseId)) {
        return f;
      }
    }
    return null;
  }

  private void hit(Flight<K, V> flight, Copies.Ticket ticket, Answer<V> answer, long softExpiry) {
    setup.counters.remoteHits.increment();
    copies.keep(flight, ticket, answer, softExpiry);
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
          } else if (isGranted(flight, lease, error)) {
            miss();
            loading.start(List.of(flight));
          } else {
            loadUnstored(List.of(flight));
          }
        });
  }

  private CompletionStage<Lease> requestLease(Flight<K, V> flight) {
    byte[] nonce = new byte[NONCE_BYTES];
    setup.environment.random().nextBytes(nonce);
    return setup.store.lease(flight.name, nonce, setup.loadTimeout.toMillis() + LEASE_SLACK_MILLIS);
  }

  /** Notes the lease; without one the load is returned and not stored. */
  private boolean isGranted(Flight<K, V> flight, @Nullable Lease lease, @Nullable Throwable error) {
    if (error != null) {
      setup.backendFailed("a lease could not be taken", error);
    } else if (lease instanceof Lease.Granted granted) {
      flight.leased(granted.id());
      return true;
    } else if (lease instanceof Lease.Foreign) {
      setup.counters.unreadable.increment();
      setup.faults.warn("a key holds bytes of another program or version; it is left alone");
    }
    return false;
  }

  /** Another process loads this key: looks again until its value is there or its time is over. */
  private void await(Flight<K, V> flight, Patience patience, long remainingMillis) {
    long pause = patience.nextPauseMillis(remainingMillis);
    if (pause <= 0) {
      loadUnstored(List.of(flight));
      return;
    }
    // Whichever comes first: the announcement that the key has changed, or the end of the pause.
    AtomicBoolean woken = new AtomicBoolean();
    Runnable again =
        () -> {
          if (woken.compareAndSet(false, true)) {
            flight.whenChanged(null);
            guard(flight, () -> read(flight, patience));
          }
        };
    flight.waiting(true);
    TimeSource.Timer timer = setup.environment.time().schedule(Duration.ofMillis(pause), again);
    flight.whenChanged(
        () -> {
          timer.cancel();
          again.run();
        });
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
    List<Copies.Ticket> tickets = readable.stream().map(copies::ticket).toList();
    setup
        .store
        .getAll(names)
        .whenComplete(
            (@Nullable List<byte @Nullable []> stored, @Nullable Throwable error) ->
                guardAll(readable, () -> batchRead(readable, tickets, stored, error)));
  }

  private void batchRead(
      List<Flight<K, V>> batch,
      List<Copies.Ticket> tickets,
      @Nullable List<byte @Nullable []> stored,
      @Nullable Throwable error) {
    if (error != null || stored == null) {
      setup.backendFailed(
          "entries could not be read",
          (error == null) ? new IllegalStateException("no reply") : error);
      loadUnstored(batch);
      return;
    }
    List<Flight<K, V>> missing = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Flight<K, V> flight = batch.get(i);
      if (!serve(flight, tickets.get(i), setup.framing.read(flight.name, stored.get(i)))) {
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
    if (!isGranted(flight, lease, error)) {
      guard(flight, () -> loadUnstored(List.of(flight)));
      return null;
    }
    return flight;
  }

  private void loadBatch(List<CompletableFuture<@Nullable Flight<K, V>>> requests) {
    List<Flight<K, V>> group = new ArrayList<>(requests.size());
    for (CompletableFuture<@Nullable Flight<K, V>> request : requests) {
      Flight<K, V> flight = request.getNow(null);
      if (flight != null) {
        miss();
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
