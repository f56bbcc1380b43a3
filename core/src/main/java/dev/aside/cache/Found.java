package dev.aside.cache;

import java.util.concurrent.CompletableFuture;

/**
 * How one read ended: the answer, where it came from, and whether it has been stored.
 *
 * @param stored completes when storing was confirmed (true) or refused, failed or not tried
 *     (false); never exceptionally
 */
record Found<V>(Answer<V> answer, RawAnswer.Source source, CompletableFuture<Boolean> stored) {
  private static final CompletableFuture<Boolean> NOT_STORED =
      CompletableFuture.completedFuture(false);

  static <V> Found<V> in(RawAnswer.Source level, Answer<V> answer) {
    return new Found<>(answer, level, NOT_STORED);
  }

  /** The same for a caller that shared another's load. */
  Found<V> collapsed() {
    return (source == RawAnswer.Source.LOADED)
        ? new Found<>(answer, RawAnswer.Source.COLLAPSED, stored)
        : this;
  }
}
