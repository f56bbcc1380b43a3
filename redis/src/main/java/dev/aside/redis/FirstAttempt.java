package dev.aside.redis;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Holds back what is asked for before the first try to connect has ended, well or not, so that a
 * program may use what it has just opened. Keeps the order. Thread-safe.
 */
final class FirstAttempt {
  /** Commands held back; one more is sent at once, and fails for want of a connection. */
  static final int MAX_HELD = 10_000;

  private final ArrayDeque<Runnable> held = new ArrayDeque<>(); // guarded by this
  private volatile boolean over; // written under this; true only when nothing is held

  boolean isOver() {
    return over;
  }

  /** Keeps {@code command} until the attempt is over; false if it is, or if too many are kept. */
  synchronized boolean hold(Runnable command) {
    if (over || held.size() >= MAX_HELD) {
      return false;
    }
    held.add(command);
    return true;
  }

  /** Runs what was held back, in order; from then on nothing is. */
  void end() {
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = held.poll();
    over = next == null;
    return next;
  }
}
