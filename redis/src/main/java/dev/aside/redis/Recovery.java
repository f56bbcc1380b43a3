package dev.aside.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Runs tasks each time something has become available that was not. Thread-safe. */
final class Recovery {
  private static final Logger LOG = System.getLogger(Recovery.class.getName());

  private final BooleanSupplier availability;
  private final List<Runnable> tasks = new ArrayList<>(); // guarded by this
  private boolean available; // guarded by this

  Recovery(BooleanSupplier availability) {
    this.availability = availability;
  }

  /** From now on runs {@code task} too, and at once if it is available. */
  void add(Runnable task) {
    boolean now;
    synchronized (this) {
      tasks.add(task);
      now = available;
    }
    if (now) {
      run(task);
    }
  }

  /** It has become unavailable, though it may be available again by now. */
  synchronized void lost() {
    available = false;
  }

  /** It may have become available. */
  void look() {
    List<Runnable> due;
    synchronized (this) {
      boolean was = available;
      available = was || availability.getAsBoolean();
      due = (available && !was) ? List.copyOf(tasks) : List.of();
    }
    due.forEach(Recovery::run);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) { // a fault of the task, not of the connection
      LOG.log(Level.WARNING, "A task to run on recovery failed", e);
    }
  }
}
