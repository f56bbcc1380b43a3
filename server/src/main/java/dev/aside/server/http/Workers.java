package dev.aside.server.http;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Threads that may block, for what must not run on an event loop. Thread-safe. */
public final class Workers implements AutoCloseable {
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

  private final ThreadPoolExecutor pool;

  private Workers(ThreadPoolExecutor pool) {
    this.pool = pool;
  }

  /**
   * Threads named after {@code name}.
   *
   * @param threads how many; {@value Limits#MAX_WAITING_WORK} pieces of work may wait for one
   */
  public static Workers of(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new ArrayBlockingQueue<>(Limits.MAX_WAITING_WORK),
            named(name));
    pool.allowCoreThreadTimeOut(true);
    return new Workers(pool);
  }

  /**
   * Runs {@code work}; the stage ends as it does, on its thread. When too much is waiting the stage
   * fails with a {@link Refusal} of 503.
   */
  public <T extends @Nullable Object> CompletionStage<T> run(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      pool.execute(() -> call(work, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(Refusal.of(503, "Too much work is waiting."));
    }
    return result;
  }

  private static <T extends @Nullable Object> void call(
      Callable<T> work, CompletableFuture<T> result) {
    try {
      result.complete(work.call());
    } catch (Exception e) {
      result.completeExceptionally(e);
    }
  }

  /** Takes no more work and waits a moment for what runs. */
  @Override
  public void close() {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
