package dev.aside.redis;

import dev.aside.spi.Backend.Recovered;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Runs tasks each time something has become available that was not. Thread-safe. */
final class Recovery {
  private static final Logger LOG = System.getLogger(Recovery.class.getName());

  private final BooleanSupplier availability;
  private final List<Recovered> tasks = new ArrayList<>(); // guarded by this
  private boolean available; // guarded by this
  private boolean again; // guarded by this

  Recovery(BooleanSupplier availability) {
    this.availability = availability;
  }

  /** From now on runs {@code task} too, and at once if it is available. */
  void add(Recovered task) {
    boolean now;
    boolean after;
    synchronized (this) {
      tasks.add(task);
      now = available;
      after = again;
    }
    if (now) {
      run(task, after);
    }
  }

  /** It has become unavailable, though it may be available again by now. */
  synchronized void lost() {
    available = false;
    again = true;
  }

  /** It may have become available. */
  void look() {
    List<Recovered> due;
    boolean after;
    synchronized (this) {
      boolean was = available;
      available = was || availability.getAsBoolean();
      due = (available && !was) ? List.copyOf(tasks) : List.of();
      after = again;
    }
    due.forEach(task -> run(task, after));
  }

  private static void run(Recovered task, boolean again) {
    try {
      task.run(again);
    } catch (RuntimeException e) { // a fault of the task, not of the connection
      LOG.log(Level.WARNING, "A task to run on recovery failed", e);
    }
  }
}
