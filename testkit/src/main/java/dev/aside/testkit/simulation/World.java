package dev.aside.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What everything in one simulation shares. Confined to the simulation. */
final class World {
  private static final int ONE_SLOW_IN = 20;
  private static final long USUAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private static final long MAX_WAIT_NANOS = TimeUnit.MINUTES.toNanos(10);

  final long seed;

  /** What others may lag behind, and a little more: clocks do not all go at the same pace. */
  final long lagNanos;

  final VirtualTime time = new VirtualTime();
  final Coverage coverage = new Coverage();
  final SimulatedThreads threads = new SimulatedThreads();
  final RandomGenerator random;
  final Latency latency;
  final List<SimulatedProcess> living = new ArrayList<>();
  final Promises promises;
  private final @Nullable Consumer<String> trace;

  World(long seed, long maxLagNanos, @Nullable Consumer<String> trace) {
    this.trace = trace;
    this.seed = seed;
    this.lagNanos = maxLagNanos + maxLagNanos / 100;
    random = new SplittableRandom(seed);
    latency = new Latency(random);
    promises = new Promises(this);
  }

  /** Tells whoever follows what happens now. */
  void tell(Supplier<String> what) {
    if (trace != null) {
      trace.accept("%10.6f ".formatted(time.now() / 1e9) + what.get());
    }
  }

  /** How long one way to the database, or back, takes. */
  long databaseNanos() {
    return random.nextLong((random.nextInt(ONE_SLOW_IN) == 0) ? SLOW_NANOS : USUAL_NANOS);
  }

  /** Lets time pass for the caller: on a thread of the simulation it waits, else time moves. */
  void pass(long nanos) {
    if (threads.isCurrent()) {
      CompletableFuture<Boolean> over = new CompletableFuture<>();
      time.after(nanos, () -> over.complete(true));
      threads.await(over);
    } else {
      time.advanceTo(time.now() + nanos);
    }
  }

  /** Lets time go on until {@code future} has ended, well or not. */
  void settle(CompletableFuture<?> future) {
    if (threads.isCurrent()) {
      if (!future.isDone()) {
        threads.await(future);
      }
      return;
    }
    long limit = time.now() + MAX_WAIT_NANOS;
    while (!future.isDone()) {
      if (!time.step(limit)) {
        throw new IllegalStateException("await: no end after ten minutes (expected: an end)");
      }
    }
  }

  /** The result of {@code stage}; time goes on until it is there. */
  <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    settle(future);
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw e;
    }
  }
}
