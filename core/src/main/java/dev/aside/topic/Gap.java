package dev.aside.topic;

/** A place in a subscription where messages may be missing. */
public enum Gap {
  /** The connection was lost and is back; what was published meanwhile is not known. */
  RECONNECTED,
  /** The listener was too slow and its queue was full; the newest messages were dropped. */
  OVERFLOW,
  /**
   * On a topic with history: what was published here is no longer kept, or the server may have lost
   * it and the next message is of another epoch. Everything that can be read again was.
   */
  NOT_RECOVERED
}
