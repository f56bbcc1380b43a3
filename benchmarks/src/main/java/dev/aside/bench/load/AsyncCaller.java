package dev.aside.bench.load;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One of many callers that do not wait. Its calls follow each other, each begun where the last
 * ended, so its histogram needs no lock.
 */
final class AsyncCaller {
  private final Clock clock;
  private final Supplier<CompletionStage<?>> call;
  private final CountDownLatch left;
  private final Histogram latencies = Latencies.empty();
  private volatile @Nullable Throwable failure;

  AsyncCaller(Clock clock, Supplier<CompletionStage<?>> call, CountDownLatch left) {
    this.clock = clock;
    this.call = call;
    this.left = left;
  }

  /** Begins call after call: a loop where answers are there at once, else where they arrive. */
  void start() {
    while (true) {
      long before = System.nanoTime();
      if (clock.isOver(before) || failure != null) {
        left.countDown();
        return;
      }
      // Of the two, the beginning's return and the answer, the second goes on: so nothing recurses.
      AtomicBoolean first = new AtomicBoolean(true);
      try {
        call.get()
            .whenComplete(
                (value, error) -> {
                  ended(before, error);
                  if (!first.getAndSet(false)) {
                    start();
                  }
                });
      } catch (RuntimeException e) {
        ended(before, e);
        continue;
      }
      if (first.getAndSet(false)) {
        return;
      }
    }
  }

  private void ended(long before, @Nullable Throwable error) {
    long now = System.nanoTime();
    if (error != null) {
      failure = error;
    } else if (clock.counts(before) && !clock.isOver(now)) {
      latencies.recordValue(Latencies.clamp(now - before));
    }
  }

  /** When it has ended. */
  Histogram latencies() throws ExecutionException {
    if (failure != null) {
      throw new ExecutionException(failure);
    }
    return latencies;
  }
}
