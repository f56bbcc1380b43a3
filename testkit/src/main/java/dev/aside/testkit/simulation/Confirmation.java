package dev.aside.testkit.simulation;

import org.jspecify.annotations.Nullable;

/** A write that was confirmed, and whom it obliges from when on. Confined to the simulation. */
final class Confirmation {
  private static final long SUSPENDED = Long.MAX_VALUE;

  final long version;
  private final @Nullable SimulatedProcess writer;
  private final boolean obligesOthers;
  private final long confirmedNanos;
  private long obligesFromNanos;

  /**
   * A confirmation of now.
   *
   * @param writer who was told; null: it holds whatever becomes of any process
   * @param obligesOthers whether readers in other processes may rely on it too
   */
  Confirmation(
      long version, @Nullable SimulatedProcess writer, boolean obligesOthers, long nowNanos) {
    this.version = version;
    this.writer = writer;
    this.obligesOthers = obligesOthers;
    this.confirmedNanos = nowNanos;
    this.obligesFromNanos = nowNanos;
  }

  boolean obligesWriter(SimulatedProcess reader, long begunNanos) {
    return writer == reader && obligesFromNanos <= begunNanos;
  }

  boolean obligesAll(long beforeNanos) {
    return obligesOthers && obligesFromNanos < beforeNanos;
  }

  /** Whether no server has ever confirmed it. */
  boolean isForItself() {
    return !obligesOthers;
  }

  boolean isLaterThan(long nanos) {
    return confirmedNanos > nanos;
  }

  boolean isOfTheDead() {
    return writer == null || !writer.isAlive();
  }

  /** Nobody may rely on it until it is resumed. */
  void suspend() {
    obligesFromNanos = SUSPENDED;
  }

  boolean isSuspended() {
    return obligesFromNanos == SUSPENDED;
  }

  void resume(long nowNanos) {
    obligesFromNanos = nowNanos;
  }
}
