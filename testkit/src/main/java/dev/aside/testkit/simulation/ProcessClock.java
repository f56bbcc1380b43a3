package dev.aside.testkit.simulation;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Time as one process knows it: a monotonic clock of its own origin and pace, and the gate through
 * which everything comes that happens in the process. A process that is stopped hears of it when it
 * goes on, in order; one that has died never does. Confined to the simulation.
 */
final class ProcessClock implements TimeSource {
  /** Work that has piled up is done one piece after the other, a little apart. */
  private static final long PIECE_NANOS = 50_000;

  private final String name;
  private final VirtualTime time;
  private final long origin;
  private final double pace;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean paused;
  private boolean dead;

  /** A clock that shows {@code origin} at the beginning and goes {@code pace} times as fast. */
  ProcessClock(String name, VirtualTime time, long origin, double pace) {
    this.name = name;
    this.time = time;
    this.origin = origin;
    this.pace = pace;
  }

  /** The process's, for people. */
  String name() {
    return name;
  }

  @Override
  public long nanoTime() {
    return origin + (long) (time.now() * pace);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return schedule(delay.toNanos(), task)::cancel;
  }

  /** As {@link #schedule(Duration, Runnable)}. */
  Task schedule(long delayNanos, Runnable action) {
    Task task = new Task(action);
    time.after((long) (Math.max(0, delayNanos) / pace), () -> run(task));
    return task;
  }

  /** A task that can be called off until it runs, while it waits for a stopped process too. */
  static final class Task implements Runnable {
    private @Nullable Runnable action; // null: called off

    private Task(Runnable action) {
      this.action = action;
    }

    void cancel() {
      action = null;
    }

    @Override
    public void run() {
      if (action != null) {
        action.run();
      }
    }
  }

  /** Something happens in the process: now, or once it goes on. */
  void run(Runnable happening) {
    if (dead) {
      return;
    }
    if (paused || !waiting.isEmpty()) {
      waiting.add(happening);
    } else {
      happening.run();
    }
  }

  /** Stops, as by SIGSTOP. */
  void pause(long nanos) {
    if (!paused) {
      paused = true;
      time.after(nanos, this::resume);
    }
  }

  private void resume() {
    paused = false;
    next();
  }

  private void next() {
    if (paused || dead || waiting.isEmpty()) {
      return;
    }
    waiting.peek().run(); // in its place until it is done, so that nothing overtakes it
    waiting.remove();
    time.after(PIECE_NANOS, this::next);
  }

  boolean isPaused() {
    return paused;
  }

  void die() {
    dead = true;
    waiting.clear();
  }

  boolean isDead() {
    return dead;
  }
}
