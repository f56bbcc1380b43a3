package dev.aside.spi;

/**
 * The answer to {@link RemoteStore#fill} and other ways to store.
 *
 * @param outcome whether the value was stored, or why not
 * @param stampMicros the stamp that the server has put into the stored header; 0 if refused
 */
public record Fill(Outcome outcome, long stampMicros) {

  /** What became of a value. */
  public enum Outcome {
    /** The value is stored. */
    STORED,
    /** The entry is gone: invalidated, evicted, expired, or lost in a failover. */
    REFUSED_ABSENT,
    /** Another lease or value is there now. */
    REFUSED_LOST,
    /** A newer version of the value is there. */
    REFUSED_OLDER,
    /** Writers are at work: what they leave is not known yet. */
    REFUSED_WRITING,
    /** Others wrote or removed at the same time: nobody knows whose value is the newest. */
    REFUSED_CONTENDED
  }

  /** The value is stored and has this stamp. */
  public static Fill stored(long stampMicros) {
    return new Fill(Outcome.STORED, stampMicros);
  }

  /** The value was not stored. */
  public static Fill refused(Outcome why) {
    return new Fill(why, 0);
  }
}
