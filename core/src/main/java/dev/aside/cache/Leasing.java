package dev.aside.cache;

import dev.aside.spi.Lease;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the right to load on behalf of the fleet, and waits while another process has it.
 * Thread-safe.
 */
final class Leasing<K, V> {
  private static final int NONCE_BYTES = 8;

  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Loading<K, V> loading;
  private final Sharing<K, V> sharing;
  private final Fallback<K, V> fallback;
  private final Steps<K, V> steps;
  private final Reading<K, V> reading;

  Leasing(
      Setup<K, V> setup,
      Flights<K, V> flights,
      Loading<K, V> loading,
      Sharing<K, V> sharing,
      Fallback<K, V> fallback,
      Steps<K, V> steps,
      Reading<K, V> reading) {
    this.setup = setup;
    this.flights = flights;
    this.loading = loading;
    this.sharing = sharing;
    this.fallback = fallback;
    this.steps = steps;
    this.reading = reading;
  }

  /**
   * Takes the flight to its load, or to that of another process.
   *
   * @param refresh also over a value
   */
  void lease(Flight<K, V> flight, Patience patience, boolean refresh) {
    steps.then(
        flight,
        request(flight, refresh),
        (lease, error) -> {
          if (!decided(flight, patience, lease, error)) {
            loading.start(List.of(flight));
          }
        });
  }

  CompletionStage<Lease> request(Flight<K, V> flight, boolean refresh) {
    byte[] nonce = new byte[NONCE_BYTES];
    setup.environment.random().nextBytes(nonce);
    return setup.store.lease(flight.name, nonce, setup.leaseMillis(), refresh);
  }

  /** False if the lease was granted, so that the flight is to be loaded. */
  private boolean decided(
      Flight<K, V> flight, Patience patience, @Nullable Lease lease, @Nullable Throwable error) {
    return decided(flight, patience, lease, error, this::loadUnstored);
  }

  /**
   * False if the lease was granted, so that the flight is to be loaded.
   *
   * @param unstored takes the flight if it is to be loaded and not stored
   */
  boolean decided(
      Flight<K, V> flight,
      Patience patience,
      @Nullable Lease lease,
      @Nullable Throwable error,
      Consumer<Flight<K, V>> unstored) {
    if (lease instanceof Lease.Granted granted) {
      flight.leased(granted.id());
      if (!flight.result.isDone()) {
        setup.counters.misses.increment();
      }
      return false;
    }
    if (flight.result.isDone()) { // a refresh that others do, or that must wait
      flights.finish(flight, /* stored= */ false);
    } else if (lease instanceof Lease.Busy busy) {
      await(flight, patience, busy.remainingMillis());
    } else if (lease instanceof Lease.Present && patience.readAgain()) {
      reading.read(flight, patience);
    } else if (lease instanceof Lease.BackingOff) {
      answerElseLoad(flight);
    } else {
      report(lease, error);
      unstored.accept(flight);
    }
    return true;
  }

  private void loadUnstored(Flight<K, V> flight) {
    sharing.loadUnstored(List.of(flight));
  }

  private void answerElseLoad(Flight<K, V> flight) {
    fallback.instead(
        flight, () -> flights.finish(flight, /* stored= */ false), () -> loadUnstored(flight));
  }

  private void report(@Nullable Lease lease, @Nullable Throwable error) {
    if (error != null) {
      setup.backendFailed("a lease could not be taken", error);
    } else if (lease instanceof Lease.Foreign) {
      setup.counters.unreadable.increment();
      setup.faults.warn("a key holds bytes of another program or version; it is left alone");
    }
  }

  /** Another process loads this key: looks again until its value is there or its time is over. */
  private void await(Flight<K, V> flight, Patience patience, long remainingMillis) {
    long pause = patience.nextPauseMillis(remainingMillis);
    if (pause <= 0) {
      answerElseLoad(flight);
      return;
    }
    // Whichever comes first: the announcement that the key has changed, or the end of the pause.
    AtomicBoolean woken = new AtomicBoolean();
    Runnable again =
        () -> {
          if (woken.compareAndSet(false, true)) {
            flight.whenChanged(null);
            steps.guard(flight, () -> reading.read(flight, patience));
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
}
