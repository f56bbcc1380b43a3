package dev.aside.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs loaders: through the gate, on a thread where user code may block, until {@code loadTimeout}.
 * Callers get the value before it is stored. Thread-safe.
 */
final class Loading<K, V> {
  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Storing<K, V> storing;
  private final Fallback<K, V> fallback;
  private final Steps<K, V> steps;
  private final LoadGate gate;

  Loading(
      Setup<K, V> setup,
      Flights<K, V> flights,
      Storing<K, V> storing,
      Fallback<K, V> fallback,
      Steps<K, V> steps) {
    this.setup = setup;
    this.flights = flights;
    this.storing = storing;
    this.fallback = fallback;
    this.steps = steps;
    this.gate = new LoadGate(setup.maxConcurrentLoads);
  }

  /** Loads the keys of {@code group}, of a common source, in as few calls as its limit allows. */
  void start(List<Flight<K, V>> group) {
    for (int from = 0; from < group.size(); from += setup.maxBatch) {
      List<Flight<K, V>> part = group.subList(from, Math.min(group.size(), from + setup.maxBatch));
      startOne(List.copyOf(part));
    }
  }

  /** What is known of tags must be known before the loader looks at the source. */
  private void startOne(List<Flight<K, V>> group) {
    Tags tags = setup.tags;
    if (tags == null || group.stream().allMatch(flight -> flight.leaseId() == null)) {
      run(group);
      return;
    }
    Tags.Birth known = tags.birth();
    if (known != null) {
      group.forEach(flight -> flight.born(known));
      run(group);
      return;
    }
    steps.then(
        group,
        tags.askBirth(),
        (birth, error) -> {
          if (error != null) {
            setup.backendFailed("stamps of tags could not be read", error);
          }
          group.forEach(flight -> flight.born(birth));
          run(group);
        });
  }

  private void run(List<Flight<K, V>> group) {
    new LoadRun<>(setup, flights, storing, fallback, gate, group).start();
  }

  /** Loads that run or wait for a place. */
  int inFlight() {
    return gate.size();
  }

  /** Loads that were given up and whose threads are still in the loader. */
  int hung() {
    return gate.hung();
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
          if (flight.isBeingStored()) {
            answers.add(flight.stored);
          } else {
            flight.kill();
            answers.add(storing.release(flight));
          }
        });
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
  }
}
