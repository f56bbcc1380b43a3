package dev.aside.testkit;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it. {@link #advance} runs what falls due, in order, on
 * the calling thread, so that a test of a time-out takes microseconds and never fails by chance.
 * Thread-safe.
 *
 * <pre>{@code
 * ManualTime time = ManualTime.create();
 * time.schedule(Duration.ofSeconds(5), this::giveUp);
 * time.advance(Duration.ofMillis(4_999)); // nothing yet
 * time.advance(Duration.ofMillis(1));     // giveUp() has run
 * }</pre>
 */
public final class ManualTime implements TimeSource {
  /**
   * Ten seconds before the number wraps around: code that compares readings by {@code <} instead of
   * by their difference is found out.
   */
  private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();

  private final Object lock = new Object();
  private final PriorityQueue<Task> tasks = new PriorityQueue<>(Task.BY_DUE_TIME);
  private long elapsed; // guarded by lock; since ORIGIN
  private long goal; // guarded by lock; where the calls of advance so far lead to
  private long scheduled; // guarded by lock; keeps tasks due at the same moment in order
  private long suspendedMillis; // guarded by lock

  private ManualTime() {}

  /** A new time that stands still. */
  public static ManualTime create() {
    return new ManualTime();
  }

  @Override
  public long nanoTime() {
    synchronized (lock) {
      return ORIGIN + elapsed;
    }
  }

  /** The time since 1970 of a machine that was switched on when this was made. */
  @Override
  public long wallMillis() {
    synchronized (lock) {
      return TimeUnit.NANOSECONDS.toMillis(elapsed) + suspendedMillis;
    }
  }

  /**
   * Moves the wall clock alone, as when the machine is suspended: nothing runs, and {@link
   * #nanoTime()} does not notice.
   */
  public void suspend(Duration duration) {
    synchronized (lock) {
      suspendedMillis += duration.toMillis();
    }
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    synchronized (lock) {
      long due = elapsed + Math.max(0, delay.toNanos());
      Task added = new Task(due, scheduled++, task);
      tasks.add(added);
      return () -> cancel(added);
    }
  }

  /**
   * Moves time on by {@code duration} and runs each task that falls due at its own moment, those
   * included that are scheduled meanwhile. Returns when all have run.
   *
   * @param duration zero or more; zero runs what is due now
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration: " + duration + " (expected: 0 or more)");
    }
    long target;
    synchronized (lock) {
      goal += duration.toNanos();
      target = goal;
    }
    for (Task task = takeDue(target); task != null; task = takeDue(target)) {
      task.action().run();
    }
  }

  /** How much time has passed since it was made. */
  public Duration elapsed() {
    synchronized (lock) {
      return Duration.ofNanos(elapsed);
    }
  }

  /** How many tasks are waiting for their time. */
  public int pending() {
    synchronized (lock) {
      return tasks.size();
    }
  }

  /** The next task due by {@code target}, time being moved on to it; null, and to the target. */
  private @Nullable Task takeDue(long target) {
    synchronized (lock) {
      Task next = tasks.peek();
      boolean isDue = next != null && next.due() <= target;
      elapsed = Math.max(elapsed, isDue ? next.due() : target);
      return isDue ? tasks.poll() : null;
    }
  }

  private void cancel(Task task) {
    synchronized (lock) {
      tasks.remove(task);
    }
  }

  private record Task(long due, long number, Runnable action) {
    static final Comparator<Task> BY_DUE_TIME =
        Comparator.comparingLong(Task::due).thenComparingLong(Task::number);
  }
}
