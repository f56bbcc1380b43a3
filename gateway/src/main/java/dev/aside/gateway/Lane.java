package dev.aside.gateway;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Does the steps of one session one after the other, each to its end before the next begins, on
 * threads of an executor and without holding one while a step waits. Thread-safe.
 */
final class Lane {
  /** Frames of a client that may wait here. */
  static final int MAX_WAITING = 256;

  /** Bytes of such frames. */
  static final int MAX_WAITING_BYTES = 512 << 10;

  /** Something to do; never fails. */
  @FunctionalInterface
  interface Step {
    CompletionStage<?> run();
  }

  private record Waiting(Step step, int bytes) {}

  private static final Logger LOGGER = System.getLogger(Lane.class.getName());

  private final Executor executor;
  private final Deque<Waiting> steps = new ArrayDeque<>(); // guarded by this
  private int bytes; // guarded by this
  private boolean running; // guarded by this

  Lane(Executor executor) {
    this.executor = executor;
  }

  /** Adds a step that a client caused; false if too many wait. */
  boolean offer(Step step, int stepBytes) {
    synchronized (this) {
      if (steps.size() >= MAX_WAITING || bytes + stepBytes > MAX_WAITING_BYTES) {
        return false;
      }
      steps.add(new Waiting(step, stepBytes));
      bytes += stepBytes;
    }
    wake();
    return true;
  }

  /** Adds steps before all that wait: what a frame consists of, or the end of the session. */
  void addFirst(List<Step> first) {
    synchronized (this) {
      for (int i = first.size() - 1; i >= 0; i--) {
        steps.addFirst(new Waiting(first.get(i), 0));
      }
    }
    wake();
  }

  private void wake() {
    synchronized (this) {
      if (running || steps.isEmpty()) {
        return;
      }
      running = true;
    }
    start();
  }

  private void start() {
    try {
      executor.execute(this::turn);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        running = false; // the gateway is closing, and every session with it
      }
    }
  }

  private void turn() {
    for (Step next = next(); next != null; next = next()) {
      CompletableFuture<?> done = run(next);
      if (!done.isDone()) {
        done.whenComplete((nothing, error) -> start());
        return;
      }
    }
  }

  /** One that fails against its promise must not keep those after it, such as the end, from it. */
  private static CompletableFuture<?> run(Step step) {
    try {
      return step.run().toCompletableFuture();
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "A step of a session failed", e);
      return CompletableFuture.completedFuture(null);
    }
  }

  private synchronized @Nullable Step next() {
    Waiting next = steps.poll();
    if (next == null) {
      running = false;
      return null;
    }
    bytes -= next.bytes();
    return next.step();
  }
}
