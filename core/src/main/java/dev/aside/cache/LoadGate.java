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

  int size() {
    synchronized (lock) {
      return running + waiting.size();
    }
  }
}
