package dev.aside.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ends flights by what earlier ones of this process bring, where that is as new as the later ones
 * must be. Thread-safe.
 */
final class Sharing<K, V> {
  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Loading<K, V> loading;
  private final Steps<K, V> steps;

  Sharing(Setup<K, V> setup, Flights<K, V> flights, Loading<K, V> loading, Steps<K, V> steps) {
    this.setup = setup;
    this.flights = flights;
    this.loading = loading;
    this.steps = steps;
  }

  /** The earlier flight whose lease the server shows; null if it is another process's. */
  @Nullable Flight<K, V> holderOf(byte @Nullable [] leaseId, Flight<K, V> flight) {
    for (Flight<K, V> f = flight.predecessor(); f != null; f = f.predecessor()) {
      byte[] held = f.leaseId();
      if (held != null && Arrays.equals(held, leaseId)) {
        return f;
      }
    }
    return null;
  }

  /**
   * Ends {@code flight} as {@code holder} ends, whose lease still stands: nothing has come in
   * between, except that a tag of what it brings may have changed: then runs {@code otherwise}.
   */
  void followHolder(Flight<K, V> flight, Flight<K, V> holder, Runnable otherwise) {
    CompletableFuture<Found<V>> seat = holder.join();
    if (seat == null) {
      otherwise.run();
      return;
    }
    flight.whenAbandoned(() -> seat.cancel(false));
    steps.then(
        flight,
        holder.loaded.thenCompose(found -> holder.stamps.thenCompose(s -> isValid(flight, s))),
        (valid, error) -> {
          // Not what the holder's callers got: that may be a value of before, which it replaces.
          if (Boolean.TRUE.equals(valid) || holder.result.isCompletedExceptionally()) {
            follow(flight, holder, holder.loaded);
          } else {
            otherwise.run();
          }
        });
  }

  private CompletableFuture<Boolean> isValid(Flight<K, V> flight, @Nullable Stamps stamps) {
    Tags tags = setup.tags;
    if (tags == null) {
      return CompletableFuture.completedFuture(true);
    }
    if (stamps == null) {
      return CompletableFuture.completedFuture(false);
    }
    if (flight.freshness == Freshness.NORMAL) {
      switch (tags.standing(stamps, TagTable.UNKNOWN, /* strict= */ false)) {
        case VALID -> {
          return CompletableFuture.completedFuture(true);
        }
        case OUTDATED -> {
          return CompletableFuture.completedFuture(false);
        }
        case UNKNOWN -> {}
      }
    }
    return tags.ask(stamps).toCompletableFuture();
  }

  /** Ends {@code flight} by {@code ending}, of {@code other}. */
  private void follow(Flight<K, V> flight, Flight<K, V> other, CompletableFuture<Found<V>> ending) {
    flights
        .counted(ending)
        .whenComplete(
            (found, error) -> {
              if (error != null) {
                flights.fail(flight, Failures.unwrap(error));
              } else {
                flight.result.complete(found);
              }
            });
    other.stored.whenComplete((stored, error) -> flights.finish(flight, /* stored= */ false));
  }

  /**
   * There is no lease, so that nothing in L2 stands for the load, and nobody would announce a
   * change in the meantime: shares a load that has begun here lately, which is as new as the reader
   * asks for, or begins one.
   */
  void loadUnstored(List<Flight<K, V>> group) {
    List<Flight<K, V>> alone = new ArrayList<>(group.size());
    for (Flight<K, V> flight : group) {
      flight.changed(); // for all we will know: removing what is not there is not announced
      Flight<K, V> earlier = flight.predecessor();
      CompletableFuture<Found<V>> seat =
          (earlier != null && isRecentEnough(earlier, flight)) ? earlier.join() : null;
      if (earlier != null && seat != null) {
        flight.bringsThatOf(earlier);
        flight.whenAbandoned(() -> seat.cancel(false));
        follow(flight, earlier, earlier.result);
      } else {
        setup.counters.misses.increment();
        alone.add(flight);
      }
    }
    if (!alone.isEmpty()) {
      loading.start(alone);
    }
  }

  /** Begins a load that is not stored and shares none. */
  void loadAlone(Flight<K, V> flight) {
    setup.counters.misses.increment();
    loading.start(List.of(flight));
  }

  private boolean isRecentEnough(Flight<K, V> earlier, Flight<K, V> reader) {
    long age = earlier.ageNanos(setup.environment.time());
    return reader.freshness == Freshness.NORMAL && age <= setup.maxLag.toNanos();
  }
}
