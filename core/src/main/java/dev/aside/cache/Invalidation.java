package dev.aside.cache;

/** How thoroughly a value is invalidated. */
public enum Invalidation {
  /** It is gone from everywhere. The default. */
  HARD,
  /**
   * Its time is over, but it can still be served within the cache's stale windows: at once while
   * somebody loads it anew ({@code staleWhileRevalidate}), or should that fail ({@code
   * staleIfError}). Without such windows it is as good as gone.
   */
  SOFT,
  /**
   * As {@link #HARD}, and the call returns only when no process can serve the old value any more,
   * not even from its memory: after {@code maxLocalLag} and one percent. If the server was lost and
   * found meanwhile, it is told again and that time begins anew, up to five times; then the call
   * fails with a {@link dev.aside.BackendException}. All processes must have the same {@code
   * maxLocalLag} for this cache, or a shorter one.
   */
  SETTLE
}
