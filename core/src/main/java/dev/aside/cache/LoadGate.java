package dev.aside.cache;

import java.util.ArrayDeque;

/**
 * Lets so many loads run at once, lets ten times as many wait, and turns the rest away. Tasks are
 * started outside the lock. Thread-safe.
 */
final class LoadGate {
  private static final int WAITING_PER_RUNNING = 10;

  private final int maxRunning;
  private final Object lock = new Object();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(); // guarded by lock
  private int running; // guarded by lock
  private int hung; // guarded by lock; given up, and not back yet

  LoadGate(int maxRunning) {
    this.maxRunning = maxRunning;
  }

  /**
   * Starts {@code load} now or when a place is free; whoever is started must {@link #leave} once.
   *
   * @return false if too many are waiting already: it will not be started
   */
  boolean enter(Runnable load) {
    synchronized (lock) {
      if (running >= maxRunning) {
        if (waiting.size() >= maxRunning * WAITING_PER_RUNNING) {
          return false;
        }
        waiting.add(load);
        return true;
      }
      running++;
    }
    load.run();
    return true;
  }

  /** Gives the place to the next that waits. */
  void leave() {
    Runnable next;
    synchronized (lock) {
      next = waiting.poll();
      if (next == null) {
        running--;
        return;
      }
    }
    next.run();
  }

  /**
   * Counts a load that does not end, so that another may take its place while its thread hangs on:
   * the caller is to {@link #leave} for it, and it is to come {@link #back}. As many as may run may
   * hang so.
   *
   * @return false if there are too many: it keeps its place, so that threads have a limit
   */
  boolean hang() {
    synchronized (lock) {
      if (hung >= maxRunning) {
        return false;
      }
      hung++;
      return true;
    }
  }

  /** A load that was given up has ended after all. */
  void back() {
    synchronized (lock) {
      hung--;
    }
  }

  /** Loads that run or wait; not those that were given up. */
  int size() {
    synchronized (lock) {
      return running + waiting.size();
    }
  }

  int hung() {
    synchronized (lock) {
      return hung;
    }
  }
}
