package dev.aside.testkit.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run user code, which may wait: real ones, of which only one runs at a time, and the
 * simulation waits for it meanwhile. Who waits gives way to the simulation, and goes on as an event
 * of it. So the same seed gives the same order. Confined to the simulation and its threads.
 */
final class SimulatedThreads implements AutoCloseable {
  private static final int MAX_THREADS = 1_000;

  /** Code that waits for anything else than the simulation is left behind. */
  private static final long MAX_CLOSE_SECONDS = 5;

  private final ThreadLocal<@Nullable Worker> current = new ThreadLocal<>();
  private final List<Worker> workers = new ArrayList<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();
  private final Semaphore simulation = new Semaphore(0);
  private boolean closed;
  private @Nullable Error defect;

  /** How a waiting thread is told of its continuation. */
  interface Wakeup {
    void at(Runnable resumption);
  }

  /** Unwinds a thread whose simulation is over. */
  private static final class OverError extends Error {
    private static final long serialVersionUID = 1L;

    OverError() {
      super("The simulation is over", null, false, false);
    }
  }

  /** Runs {@code body} until it ends or waits. */
  void run(Runnable body, Wakeup wakeup) {
    Worker worker = idle.poll();
    if (worker == null) {
      worker = started();
    }
    worker.body = body;
    worker.wakeup = wakeup;
    resume(worker);
  }

  private Worker started() {
    if (workers.size() >= MAX_THREADS) {
      throw new IllegalStateException(
          "threads: " + workers.size() + " wait (expected: at most " + MAX_THREADS + " at a time)");
    }
    Worker worker = new Worker();
    workers.add(worker);
    Thread thread = new Thread(worker, "simulated-" + workers.size());
    thread.setDaemon(true);
    thread.start();
    return worker;
  }

  private void resume(Worker worker) {
    worker.turn.release();
    simulation.acquireUninterruptibly();
    Error thrown = defect;
    if (thrown != null) {
      defect = null;
      throw thrown;
    }
  }

  /** Whether the caller is one of these threads. */
  boolean isCurrent() {
    return current.get() != null;
  }

  /** Gives way until {@code future} has ended. */
  void await(CompletableFuture<?> future) {
    Worker me = current.get();
    if (me == null) {
      throw new IllegalStateException("await: not on a thread of the simulation");
    }
    if (closed) {
      throw new OverError();
    }
    Wakeup wakeup = me.wakeup;
    future.whenComplete((value, error) -> wakeup.at(() -> resume(me)));
    me.giveWay();
    if (closed) {
      throw new OverError();
    }
  }

  /** Unwinds those that wait, and ends all. */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : List.copyOf(workers)) {
      worker.turn.release();
      try {
        if (!simulation.tryAcquire(MAX_CLOSE_SECONDS, TimeUnit.SECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    workers.clear();
    idle.clear();
  }

  /** One thread, which runs one body after the other. */
  private final class Worker implements Runnable {
    final Semaphore turn = new Semaphore(0);
    Runnable body = () -> {};
    Wakeup wakeup = resumption -> {};

    @Override
    public void run() {
      current.set(this);
      turn.acquireUninterruptibly();
      while (!closed) {
        try {
          body.run();
        } catch (OverError over) {
          break;
        } catch (Error | RuntimeException error) {
          defect = (error instanceof Error e) ? e : new AssertionError("user code failed", error);
        }
        if (closed) {
          break;
        }
        idle.push(this);
        giveWay();
      }
      simulation.release();
    }

    void giveWay() {
      simulation.release();
      turn.acquireUninterruptibly();
    }
  }
}
