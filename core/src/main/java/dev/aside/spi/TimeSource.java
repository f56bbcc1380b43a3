package dev.aside.spi;

import java.time.Duration;

/**
 * The only source of time and delay. Tests replace it with one they move by hand; everything in
 * Aside that waits or measures uses it. Thread-safe.
 */
public interface TimeSource {

  /** Monotonic time in nanoseconds from an arbitrary origin, as {@link System#nanoTime()}. */
  long nanoTime();

  /**
   * Runs {@code task} once, {@code delay} from now, on a timer thread. The task must be short and
   * must not block or throw.
   *
   * @return a handle that prevents the run if it has not begun
   */
  Timer schedule(Duration delay, Runnable task);

  /** A scheduled task that can be called off. */
  @FunctionalInterface
  interface Timer {
    /** Prevents the task from running if it has not begun; has no effect otherwise. */
    void cancel();
  }

  /** The machine's own monotonic clock and one daemon timer thread shared by the whole process. */
  static TimeSource system() {
    return SystemTime.INSTANCE;
  }
}
