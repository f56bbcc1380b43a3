package dev.aside.cache;

import dev.aside.LoadException;
import dev.aside.LoadRejectedException;
import dev.aside.LoadTimeoutException;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call of a loader, for one or many flights. Ends once: with a result, a failure, a time-out, a
 * rejection, or because nobody waits any more. Thread-safe.
 */
final class LoadRun<K, V> {
  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Storing<K, V> storing;
  private final Fallback<K, V> fallback;
  private final LoadGate gate;
  private final List<Flight<K, V>> group;
  private final AtomicBoolean ended = new AtomicBoolean();
  private TimeSource.@Nullable Timer timeout; // written before the run is shared
  private @Nullable Thread runner; // guarded by this; while in the loader
  private boolean gaveUp; // guarded by this; its place in the gate is another's

  LoadRun(
      Setup<K, V> setup,
      Flights<K, V> flights,
      Storing<K, V> storing,
      Fallback<K, V> fallback,
      LoadGate gate,
      List<Flight<K, V>> group) {
    this.setup = setup;
    this.flights = flights;
    this.storing = storing;
    this.fallback = fallback;
    this.gate = gate;
    this.group = group;
  }

  void start() {
    timeout = setup.environment.time().schedule(setup.loadTimeout, this::timeOut);
    group.forEach(flight -> flight.whenAbandoned(this::abandon));
    if (!gate.enter(this::submit)) {
      reject();
    }
  }

  private void submit() {
    if (ended.get()) { // timed out or abandoned while it waited for its place
      gate.leave();
      return;
    }
    try {
      setup.environment.executor().execute(this::run);
    } catch (RejectedExecutionException e) {
      gate.leave();
      if (end()) {
        failAll(new LoadException("No thread for the loader of cache " + setup.cache, e));
      }
    }
  }

  private void run() {
    long started = setup.environment.time().nanoTime();
    @Nullable Map<K, Loaded<V>> answers = null;
    @Nullable Throwable failure = null;
    LoadScope.enter(group);
    try {
      if (enterLoader()) {
        answers = group.get(0).source.load(requests());
      }
    } catch (Throwable e) { // theirs, whatever it is: it goes to the callers as a cause
      failure = e;
    } finally {
      LoadScope.leave();
      leaveLoader(failure instanceof InterruptedException);
    }
    long nanos = setup.environment.time().nanoTime() - started;
    if (!end()) {
      return; // too late: the callers have gone and the lease is given back
    }
    setup.counters.loads.increment();
    setup.counters.loadNanos.add(nanos);
    setup.events.loaded(group.size(), Duration.ofNanos(nanos), failure);
    if (failure != null || answers == null) {
      setup.counters.loadFailures.increment();
      failAll(loaderFailed(failure));
    } else {
      deliver(answers, Math.max(0, Duration.ofNanos(nanos).toMillis()));
    }
  }

  private LoadException loaderFailed(@Nullable Throwable failure) {
    Throwable cause = (failure == null) ? new NullPointerException("no answer") : failure;
    return new LoadException("The loader of cache " + setup.cache + " failed", cause);
  }

  /** False if it has ended already. */
  private synchronized boolean enterLoader() {
    if (ended.get()) {
      return false;
    }
    runner = Thread.currentThread();
    return true;
  }

  private void leaveLoader(boolean interrupted) {
    boolean back;
    synchronized (this) {
      back = gaveUp;
      boolean ours = runner == null; // we have interrupted it: nobody else is to hear of that
      runner = null;
      if (ours) {
        Thread.interrupted();
      } else if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (back) {
      gate.back();
    } else {
      gate.leave();
    }
  }

  private List<LoadRequest<K, V>> requests() {
    long now = setup.store.estimatedMillis();
    List<LoadRequest<K, V>> requests = new ArrayList<>(group.size());
    for (Flight<K, V> flight : group) {
      requests.add(new LoadRequest<>(flight.key, setup.codec, flight.previous(), now));
    }
    return requests;
  }

  private void deliver(Map<K, Loaded<V>> answers, long loadMillis) {
    for (Flight<K, V> flight : group) {
      Loaded<V> loaded = answers.get(flight.key);
      Throwable failure = (loaded == null) ? null : loaded.failure();
      if (failure != null) {
        setup.counters.loadFailures.increment();
        fail(flight, loaderFailed(failure));
      } else {
        storing.deliver(flight, (loaded == null) ? Loaded.of(null) : loaded, loadMillis);
      }
    }
  }

  private void timeOut() {
    if (end()) {
      giveUp();
      setup.counters.loads.increment();
      setup.counters.loadFailures.increment();
      LoadTimeoutException failure =
          new LoadTimeoutException(
              "loadTimeout: no value for cache "
                  + setup.cache
                  + " within "
                  + setup.loadTimeout
                  + " (the loader was interrupted; its result, should it come, will be dropped)");
      setup.events.loaded(group.size(), setup.loadTimeout, failure);
      failAll(failure);
    }
  }

  /** One flight has no callers any more: if none of them has, the load is for nobody. */
  private void abandon() {
    if (group.stream().allMatch(Flight::isAbandoned) && end()) {
      giveUp();
      setup.counters.cancelledLoads.increment();
      for (Flight<K, V> flight : group) {
        storing.release(flight);
        flights.finish(flight, /* stored= */ false);
      }
    }
  }

  /** Frees the place of a loader that is still at it, and interrupts it. */
  private void giveUp() {
    boolean leaves;
    synchronized (this) {
      Thread hung = runner;
      if (hung == null) {
        return; // it waits for its place, or has just ended
      }
      runner = null;
      hung.interrupt();
      gaveUp = gate.hang();
      leaves = gaveUp;
    }
    if (leaves) {
      gate.leave(); // starts another, which must not be under our lock
    }
  }

  private void reject() {
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

  private void failAll(RuntimeException failure) {
    group.forEach(flight -> fail(flight, failure));
  }

  /** The callers get the previous value if that may be, else the failure. */
  private void fail(Flight<K, V> flight, RuntimeException failure) {
    Throwable cause = (failure instanceof LoadException) ? failure.getCause() : failure;
    if (cause == null || !forgives(cause)) {
      flight.replacesNothing();
    }
    storing.releaseAfterFailure(flight);
    fallback.instead(
        flight,
        () -> flights.finish(flight, /* stored= */ false),
        () -> flights.fail(flight, failure));
  }

  /** Whether stale values may be served instead; the predicate is the user's, and may fail too. */
  private boolean forgives(Throwable cause) {
    try {
      return setup.stale.forgives(cause);
    } catch (Throwable e) {
      setup.faults.warnOfCodec("the predicate of staleIfError failed", e);
      return false;
    }
  }
}
