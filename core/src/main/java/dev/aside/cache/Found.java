package dev.aside.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How one read ended: the answer, where it came from, and whether it has been stored.
 *
 * @param stored completes when storing was confirmed (true) or refused, failed or not tried
 *     (false); never exceptionally
 * @param staleAge how long ago it was stored, if its time is over; null: it is fresh
 */
record Found<V>(
    Answer<V> answer,
    RawAnswer.Source source,
    CompletableFuture<Boolean> stored,
    @Nullable Duration staleAge) {
  private static final CompletableFuture<Boolean> NOT_STORED =
      CompletableFuture.completedFuture(false);

  static <V> Found<V> in(RawAnswer.Source level, Answer<V> answer) {
    return new Found<>(answer, level, NOT_STORED, null);
  }

  /** In L2, past its time. */
  static <V> Found<V> stale(Answer<V> answer, Duration age) {
    return new Found<>(answer, RawAnswer.Source.REMOTE, NOT_STORED, age);
  }

  static <V> Found<V> loaded(Answer<V> answer, CompletableFuture<Boolean> stored) {
    return new Found<>(answer, RawAnswer.Source.LOADED, stored, null);
  }

  /** The same for a caller that shared another's load. */
  Found<V> collapsed() {
    return (source == RawAnswer.Source.LOADED)
        ? new Found<>(answer, RawAnswer.Source.COLLAPSED, stored, null)
        : this;
  }
}
