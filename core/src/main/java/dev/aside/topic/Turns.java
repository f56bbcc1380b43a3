package dev.aside.topic;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Runs short tasks one at a time, in the order in which they came, on the thread that brings one
 * while no other is at it. What only such tasks touch needs no lock. Thread-safe.
 */
final class Turns {
  private static final System.Logger LOGGER = System.getLogger("dev.aside.topic");

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(); // guarded by this
  private boolean running; // guarded by this

  /** Runs {@code task} in its turn: now, or on the thread that is at it. It must not block. */
  void run(Runnable task) {
    put(task);
    run();
  }

  /** Puts {@code task} last; {@link #run()} is to follow. For callers that hold a lock. */
  synchronized void put(Runnable task) {
    waiting.add(task);
  }

  /** Runs all that waits, unless another thread is at it and will do so. */
  void run() {
    for (Runnable next = begin(); next != null; next = next()) {
      attempt(next);
    }
  }

  private synchronized @Nullable Runnable begin() {
    return running ? null : next();
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = waiting.poll();
    running = next != null;
    return next;
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) { // the tasks behind it are not to stand still
      LOGGER.log(System.Logger.Level.ERROR, "A task of a topic failed", e);
    }
  }
}
