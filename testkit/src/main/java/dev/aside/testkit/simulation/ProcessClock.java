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
  private static final long WALL_ORIGIN_MILLIS = 1_700_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Work that has piled up is done one piece after the other, a little apart. */
  private static final long PIECE_NANOS = 50_000;

  private final String name;
  private final VirtualTime time;
  private final long origin;
  private final double pace;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean paused;
  private boolean dead;
  private long suspendedFrom = -1;
  private long suspendedUntil;
  private long suspendedNanos;
  private boolean stoodStill;

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
    long running = ((suspendedFrom < 0) ? time.now() : suspendedFrom) - suspendedNanos;
    return origin + (long) (running * pace);
  }

  @Override
  public long wallMillis() {
    return WALL_ORIGIN_MILLIS + time.now() / NANOS_PER_MILLI;
  }

  /** Whether the machine was suspended since this was asked last. */
  boolean hasStoodStill() {
    boolean still = stoodStill;
    stoodStill = false;
    return still;
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return schedule(delay.toNanos(), task)::cancel;
  }

  /** As {@link #schedule(Duration, Runnable)}. */
  Task schedule(long delayNanos, Runnable action) {
    Task task = new Task(action);
    time.after((long) (Math.max(0, delayNanos) / pace), () -> due(task));
    return task;
  }

  /** A clock that stands still is not at the task's time yet. */
  private void due(Task task) {
    if (suspendedFrom < 0) {
      run(task);
    } else {
      time.at(suspendedUntil + time.now() - suspendedFrom, () -> run(task));
    }
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

  /** Whether it is suspended, or was, and nobody has asked for that. */
  boolean isYetToNotice() {
    return stoodStill || suspendedFrom >= 0;
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

  /** The machine stands still, and with it the monotonic clock. */
  void suspend(long nanos) {
    if (!paused) {
      suspendedFrom = time.now();
      suspendedUntil = suspendedFrom + nanos;
      pause(nanos);
    }
  }

  private void resume() {
    paused = false;
    if (suspendedFrom >= 0) {
      suspendedNanos += time.now() - suspendedFrom;
      suspendedFrom = -1;
      stoodStill = true;
    }
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
