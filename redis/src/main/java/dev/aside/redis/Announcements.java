package dev.aside.redis;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Runs what it is given one after the other, in the order it was given, outside of the giver's
 * lock, on whichever thread delivers. Thread-safe.
 */
final class Announcements {
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(); // guarded by this
  private boolean delivering; // guarded by this

  /** Puts {@code announcement} last. The caller holds the lock that decides about the order. */
  synchronized void add(Runnable announcement) {
    waiting.add(announcement);
  }

  /** Runs all that waits, unless another thread is at it and will do so. */
  void deliver() {
    for (Runnable next = begin(); next != null; next = next()) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable begin() {
    if (delivering) {
      return null;
    }
    return next();
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = waiting.poll();
    delivering = next != null;
    return next;
  }
}
