package dev.aside.server.gateway;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where commands of clients are done. Nothing there waits for Redis, so a thread per processor is
 * enough; a session has one task here at most, so that the limit of sessions is the limit of tasks.
 * Thread-safe.
 */
public final class GatewayThreads implements Executor, AutoCloseable {
  private static final int LEAST = 2;

  private static final long MAX_CLOSE_MILLIS = 1_000;

  private final ExecutorService pool;

  private GatewayThreads(ExecutorService pool) {
    this.pool = pool;
  }

  /** A thread per processor. */
  public static GatewayThreads start() {
    AtomicInteger number = new AtomicInteger();
    int threads = Math.max(LEAST, Runtime.getRuntime().availableProcessors());
    return new GatewayThreads(
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "gateway-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            }));
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** Takes no more tasks, and waits a moment for those that tell others who has left. */
  @Override
  public void close() {
    pool.shutdown();
    try {
      pool.awaitTermination(MAX_CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the threads are daemons
    }
  }
}
