package dev.aside.spi;

/** The answer to {@link RemoteStore#lease}. */
public sealed interface Lease {

  /**
   * The caller may load and then fill with this id.
   *
   * @param id 16 bytes: the caller's nonce and the server's time in microseconds, so that a request
   *     executed twice can never grant an old id again
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
  record Granted(byte[] id) implements Lease {}

  /**
   * Another holder is loading.
   *
   * @param remainingMillis until its lease ends by itself
   */
  record Busy(long remainingMillis) implements Lease {}

  /**
   * Nobody may load just now, as loads have failed lately.
   *
   * @param remainingMillis until the next may try
   */
  record BackingOff(long remainingMillis) implements Lease {}

  /** A value has appeared meanwhile: read again. */
  record Present() implements Lease {}

  /**
   * The value may be loaded but not stored: a write is under way, or the key is held off.
   *
   * @param remainingMillis until the key can be leased again
   */
  record Blocked(long remainingMillis) implements Lease {}

  /** The key holds bytes that are not ours: never served, never overwritten by a fill. */
  record Foreign() implements Lease {}
}
