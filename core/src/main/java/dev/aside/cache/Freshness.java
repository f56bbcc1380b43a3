package dev.aside.cache;

/** How much a read may rely on copies near the caller. */
public enum Freshness {
  /** Copies in this process are good enough. */
  NORMAL,
  /**
   * Asks the shared level, never a copy in this process. A load that began before this call is
   * shared only if its lease still stands there, which says that nothing has come in between.
   */
  STRICT
}
