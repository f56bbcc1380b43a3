package dev.aside.spi;

/** The answer to {@link RemoteStore#fill}: why a value was stored, or why not. */
public enum Fill {
  /** The value is stored. */
  STORED,
  /** The entry is gone: invalidated, evicted, expired, or lost in a failover. */
  REFUSED_ABSENT,
  /** Another lease or value is there now. */
  REFUSED_LOST,
  /** A newer version of the value is there. */
  REFUSED_OLDER
}
