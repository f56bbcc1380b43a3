package dev.aside.spi;

import java.time.Duration;

/**
 * What lets this process keep copies of entries it has read: the server announces each change of
 * them, and this tells how far the announcements are to be trusted. Thread-safe; nothing blocks.
 *
 * <p>A copy may be served while the epoch is the one that it was made in, and the barrier is recent
 * enough for the reader: then no change that the server executed before the barrier has touched it.
 * Read the barrier first and the copy second; the other order can serve what a change in between
 * has taken away.
 */
public interface Coherence {

  /**
   * The number of the unbroken stretch of announcements that is going on; 0 while there is none.
   * Each interruption, however short, begins a new number.
   */
  long epoch();

  /**
   * When, by {@link TimeSource#nanoTime()}, the newest question that has been answered was asked on
   * the connection that brings the announcements. Meaningless while the epoch is 0.
   */
  long barrierNanos();

  /**
   * Asks for a barrier that is never older than {@code maxLag} while all is well. The shortest that
   * anybody asked for counts. Until somebody asks nobody keeps copies, and there need not be an
   * epoch.
   */
  void keepWithin(Duration maxLag);

  /**
   * Tells {@code listener} of changes from now on, on an I/O thread: it must not block or throw.
   */
  void onChange(Listener listener);

  /**
   * How long, in all, copies could not be trusted since this began: without an epoch, or with a
   * barrier older than the shortest lag that anybody asked for. In nanoseconds.
   */
  long distrustedNanos();

  /** Hears of changes. */
  @FunctionalInterface
  interface Listener {
    /** The entry of {@code key} was changed, by anybody; it may have been this process itself. */
    void changed(byte[] key);

    /** The epoch has ended; told before the next one begins. */
    default void interrupted() {}
  }
}
