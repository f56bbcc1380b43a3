package dev.aside.cache;

/** How a stored value may be used now. */
enum Verdict {
  /** It is fresh. */
  SERVE,
  /** It is served at once, and somebody is to replace it. */
  SERVE_AND_REFRESH,
  /** It is loaded anew; should that fail, this one is good enough. */
  LOAD_ELSE_SERVE,
  /** It is loaded anew. */
  LOAD
}
