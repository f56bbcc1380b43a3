package dev.aside.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Runs simulations of many seeds on a few threads, each seed on one. Stops when the seeds or the
 * time are used up. Thread-safe.
 */
final class Seeds {
  /** More would only be more of the same. */
  private static final int MAX_VIOLATIONS = 20;

  private final AtomicLong next;
  private final long end;
  private final long deadlineNanos;
  private final AtomicInteger done = new AtomicInteger();
  private final LongAdder judged = new LongAdder();
  private final LongAdder localHits = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder outdatedByTag = new LongAdder();
  private final Map<Fault, Long> faults = new EnumMap<>(Fault.class); // guarded by itself
  private final List<String> violations = new ArrayList<>(); // guarded by itself
  private final long startNanos = System.nanoTime();

  /** From {@code first} on, {@code count} of them, for at most so long. */
  Seeds(long first, long count, Duration atMost) {
    next = new AtomicLong(first);
    end = first + count;
    deadlineNanos = System.nanoTime() + atMost.toNanos();
  }

  Seeds run(int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(this::work));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a simulation has failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
    return this;
  }

  private void work() {
    for (long seed = next.getAndIncrement(); isWanted(seed); seed = next.getAndIncrement()) {
      OwnWorkload.Result result;
      try {
        result = OwnWorkload.run(seed);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
      add(result);
    }
  }

  private boolean isWanted(long seed) {
    return seed < end
        && System.nanoTime() - deadlineNanos < 0
        && violations().size() < MAX_VIOLATIONS;
  }

  private void add(OwnWorkload.Result result) {
    done.incrementAndGet();
    judged.add(result.simulation().judged());
    localHits.add(result.localHits());
    stale.add(result.stale());
    outdatedByTag.add(result.outdatedByTag());
    synchronized (faults) {
      result
          .simulation()
          .faults()
          .forEach((fault, hits) -> faults.merge(fault, (long) hits, Long::sum));
    }
    synchronized (violations) {
      violations.addAll(result.simulation().violations());
    }
  }

  int done() {
    return done.get();
  }

  long localHits() {
    return localHits.sum();
  }

  /** Values served on purpose though they were over. */
  long stale() {
    return stale.sum();
  }

  /** Values not served as a tag of theirs had been invalidated. */
  long outdatedByTag() {
    return outdatedByTag.sum();
  }

  List<String> violations() {
    synchronized (violations) {
      return List.copyOf(violations);
    }
  }

  Map<Fault, Long> faults() {
    synchronized (faults) {
      return new EnumMap<>(faults);
    }
  }

  @Override
  public String toString() {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    return "%d seeds up to %d in %.0f s (%.1f a second), %d reads judged, %d of them local hits, %d stale on purpose, %d values outdated by a tag; faults that hit: %s"
        .formatted(
            done(),
            next.get() - 1,
            seconds,
            done() / seconds,
            judged.sum(),
            localHits(),
            stale(),
            outdatedByTag(),
            faults());
  }
}
