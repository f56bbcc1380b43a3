package dev.aside.server.gateway;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where commands of clients are done. Nothing there waits for Redis, so a thread per processor is
 * enough; a session has one task here at most, so that the limit of sessions is the limit of tasks.
 * Thread-safe.
 */
public final class GatewayThreads implements Executor, AutoCloseable {
  private static final int LEAST = 2;

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

  /** Takes no more tasks. */
  @Override
  public void close() {
    pool.shutdown();
  }
}
