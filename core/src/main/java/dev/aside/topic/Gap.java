package dev.aside.topic;

/** A place in a subscription where messages may be missing. */
public enum Gap {
  /** The connection was lost and is back; what was published meanwhile is not known. */
  RECONNECTED,
  /** The listener was too slow and its queue was full; the newest messages were dropped. */
  OVERFLOW
}
