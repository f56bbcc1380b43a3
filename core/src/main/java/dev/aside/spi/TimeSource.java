package dev.aside.spi;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The only source of time and delay. Tests replace it with one they move by hand; everything in
 * Aside that waits or measures uses it. Thread-safe.
 */
public interface TimeSource {

  /** Monotonic time in nanoseconds from an arbitrary origin, as {@link System#nanoTime()}. */
  long nanoTime();

  /**
   * The clock on the wall, in milliseconds since 1970. It may be set forward and back; that it has
   * moved on further than {@link #nanoTime()} tells that the machine stood still in between. As it
   * is here, it never does.
   */
  default long wallMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime());
  }

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
