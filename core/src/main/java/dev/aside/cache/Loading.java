package dev.aside.cache;

import dev.aside.LoadException;
import dev.aside.LoadRejectedException;
import dev.aside.LoadTimeoutException;
import dev.aside.spi.Fill;
import dev.aside.spi.Lifetime;
import dev.aside.spi.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs loaders and stores what they bring: through the gate, on a thread where user code may block,
 * until {@code loadTimeout}. Callers get the value before it is stored. Thread-safe.
 */
final class Loading<K, V> {
  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Copies<K, V> copies;
  private final LoadGate gate;

  Loading(Setup<K, V> setup, Flights<K, V> flights, Copies<K, V> copies) {
    this.setup = setup;
    this.flights = flights;
    this.copies = copies;
    this.gate = new LoadGate(setup.maxConcurrentLoads);
  }

  /** Loads the keys of {@code group} in one call of their common source; each flight ends. */
  void start(List<Flight<K, V>> group) {
    Run run = new Run(group);
    run.arm();
    if (!gate.enter(run::submit)) {
      run.reject();
    }
  }

  int inFlight() {
    return gate.size();
  }

  /** One call of a loader. Ends once: with a result, a failure, a timeout or a rejection. */
  private final class Run {
    private final List<Flight<K, V>> group;
    private final AtomicBoolean ended = new AtomicBoolean();
    private TimeSource.@Nullable Timer timeout; // written before the run is shared

    Run(List<Flight<K, V>> group) {
      this.group = group;
    }

    void arm() {
      timeout = setup.environment.time().schedule(setup.loadTimeout, this::timeOut);
    }

    void submit() {
      if (ended.get()) { // timed out while it waited for its place
        gate.leave();
        return;
      }
      try {
        setup.environment.executor().execute(this::run);
      } catch (RejectedExecutionException e) {
        gate.leave();
        failAll(new LoadException("No thread for the loader of cache " + setup.cache, e));
      }
    }

    private void run() {
      long started = setup.environment.time().nanoTime();
      @Nullable Map<K, V> values = null;
      @Nullable Throwable failure = null;
      LoadScope.enter(group);
      try {
        values = group.get(0).source.load(keys().keySet());
        if (values == null) {
          failure = new NullPointerException("The loader returned no map");
        }
      } catch (Throwable e) { // theirs, whatever it is: it goes to the callers as a cause
        failure = e;
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
      } finally {
        LoadScope.leave();
        gate.leave();
      }
      long nanos = setup.environment.time().nanoTime() - started;
      if (!end()) {
        return; // too late: the callers have gone and the lease is given back
      }
      setup.counters.loads.increment();
      setup.counters.loadNanos.add(nanos);
      if (failure != null) {
        setup.counters.loadFailures.increment();
        failAll(new LoadException("The loader of cache " + setup.cache + " failed", failure));
      } else if (values != null) {
        deliver(values, TimeUnit.NANOSECONDS.toMillis(nanos));
      }
    }

    private Map<K, Flight<K, V>> keys() {
      Map<K, Flight<K, V>> byKey = new LinkedHashMap<>();
      for (Flight<K, V> flight : group) {
        byKey.put(flight.key, flight);
      }
      return byKey;
    }

    private void deliver(Map<K, V> values, long loadMillis) {
      for (Flight<K, V> flight : group) {
        Answer<V> answer = Answer.ofLoaded(values.get(flight.key), setup.codec);
        // Before the callers have it: they may change the object that we are about to encode.
        Lifetime life = answer.isAbsent() ? setup.absentLifetime() : setup.valueLifetime();
        byte @Nullable [] frame = (life == null) ? null : frame(flight, answer, loadMillis, life);
        flight.result.complete(new Found<>(answer, RawAnswer.Source.LOADED, flight.stored));
        store(flight, answer, frame, life);
      }
    }

    private void timeOut() {
      if (end()) {
        setup.counters.loads.increment();
        setup.counters.loadFailures.increment();
        failAll(
            new LoadTimeoutException(
                "loadTimeout: no value for cache "
                    + setup.cache
                    + " within "
                    + setup.loadTimeout
                    + " (the loader goes on, its result will be dropped)"));
      }
    }

    void reject() {
      if (end()) {
        setup.counters.rejectedLoads.increment();
        failAll(
            new LoadRejectedException(
                "maxConcurrentLoads: "
                    + setup.maxConcurrentLoads
                    + " loads of cache "
                    + setup.cache
                    + " are running and ten times as many are waiting"));
      }
    }

    private boolean end() {
      if (!ended.compareAndSet(false, true)) {
        return false;
      }
      if (timeout != null) {
        timeout.cancel();
      }
      return true;
    }

    private void failAll(Throwable failure) {
      for (Flight<K, V> flight : group) {
        release(flight);
        flights.fail(flight, failure);
      }
    }
  }

  /** The bytes to store; null if there is nothing to store or it cannot be stored. */
  private byte @Nullable [] frame(
      Flight<K, V> flight, Answer<V> answer, long loadMillis, Lifetime life) {
    if (answer.isAbsent()) {
      return setup.framing.absent(flight.name, loadMillis, Stamps.NONE, life);
    }
    try {
      byte[] payload = answer.bytes(setup.codec);
      if (payload == null) {
        return null;
      }
      if (payload.length > setup.maxValueBytes) {
        setup.counters.tooLarge.increment();
        setup.faults.warn(
            "a value of "
                + payload.length
                + " bytes was not stored: maxValueBytes is "
                + setup.maxValueBytes);
        return null;
      }
      return setup.framing.value(flight.name, payload, loadMillis, Stamps.NONE, life);
    } catch (RuntimeException e) { // the codec's: the callers have a good value all the same
      setup.counters.unreadable.increment();
      setup.faults.warnOfCodec("the codec could not encode a value, which was not stored", e);
      return null;
    }
  }

  private void store(
      Flight<K, V> flight, Answer<V> answer, byte @Nullable [] frame, @Nullable Lifetime life) {
    byte[] lease = flight.leaseId();
    if (lease == null || frame == null || life == null || flight.isDead()) {
      release(flight);
      finish(flight, /* stored= */ false);
      return;
    }
    setup
        .store
        .fill(flight.name, lease, frame, life)
        .whenComplete((fill, error) -> filled(flight, answer, fill, error));
  }

  private void filled(
      Flight<K, V> flight, Answer<V> answer, @Nullable Fill fill, @Nullable Throwable error) {
    if (error != null || fill == null) {
      setup.backendFailed(
          "a loaded value could not be stored",
          (error == null) ? new IllegalStateException("no reply") : error);
      finish(flight, /* stored= */ false);
    } else if (fill.outcome() != Fill.Outcome.STORED) {
      setup.counters.refusedFills.increment();
      finish(flight, /* stored= */ false);
    } else {
      setup.counters.fills.increment();
      flight.stored.complete(true);
      copies.keepFilled(flight, answer, fill.stampMicros(), () -> flights.end(flight));
    }
  }

  private void finish(Flight<K, V> flight, boolean stored) {
    flights.end(flight);
    flight.stored.complete(stored);
  }

  /** Frees the key for the next process; if that fails the lease ends by itself. */
  private CompletableFuture<@Nullable Void> release(Flight<K, V> flight) {
    byte[] lease = flight.leaseId();
    if (lease == null) {
      return CompletableFuture.completedFuture(null);
    }
    flight.leased(null);
    return setup
        .store
        .release(flight.name, lease)
        .<@Nullable Void>handle(
            (done, error) -> {
              if (error != null) {
                setup.backendFailed("a lease could not be given back", error);
              }
              return null;
            })
        .toCompletableFuture();
  }

  /**
   * Gives back the leases of the loads that are under way: their values will not be stored. What
   * has been loaded and is just being stored goes on.
   *
   * @return completes, never exceptionally, when the server has answered for all of them
   */
  CompletableFuture<?> releaseAll() {
    List<CompletableFuture<?>> answers = new ArrayList<>();
    flights.forEach(
        flight -> {
          if (flight.result.isDone()) {
            answers.add(flight.stored);
          } else {
            flight.kill();
            answers.add(release(flight));
          }
        });
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
  }
}
