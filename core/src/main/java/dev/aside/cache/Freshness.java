package dev.aside.cache;

/** How much a read may rely on copies near the caller. */
public enum Freshness {
  /** Copies in this process are good enough. */
  NORMAL,
  /** Asks the shared level, never a copy in this process nor a load that began before this call. */
  STRICT
}
