package dev.aside.cache;

import dev.aside.spi.EntryHeader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is stored under a key, and how it is written. Values carry a check of the key they were
 * stored for and a check sum, so that a damaged value, or one that belongs to another key, is told
 * from a good one.
 *
 * <pre>
 *  0 header[64]       see EntryHeader; the server changes bytes 4 to 59
 * 64 codecId[1]       0: the cache's codec
 * 65 schemaId[4]      0: none
 * 69 loadMillis[4]    how long the load took
 * 73 tagCount[2]      0
 * 75 payload          the codec's bytes
 *  . crc32c[4]        of byte 3 (flags) and of everything from 60 on
 * </pre>
 */
sealed interface Frame {
  /** Nothing is stored. */
  record Nothing() implements Frame {}

  /** The codec's bytes of a value; {@code softExpiry} in milliseconds of the server's clock. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
  record Value(byte[] payload, long softExpiry) implements Frame {}

  /** The source has no such key. */
  record Absent(long softExpiry) implements Frame {}

  /** Somebody is loading or writing: no value now. {@code leaseId} is null for a writer. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
  record Reserved(byte @Nullable [] leaseId) implements Frame {}

  /** Bytes in our format that fail their checks, or that belong to another key. */
  record Damaged() implements Frame {}

  /** Bytes in another format: another program's, or a newer version's. */
  record Foreign() implements Frame {}

  /** Bytes that a value needs besides its payload. */
  int OVERHEAD = EntryHeader.SIZE + 15;

  /** The frame of a value. */
  static byte[] ofValue(byte[] key, byte[] payload, long loadMillis) {
    byte[] frame = begin(key, payload.length, loadMillis);
    System.arraycopy(payload, 0, frame, FrameLayout.PAYLOAD, payload.length);
    return FrameLayout.seal(frame);
  }

  /** The frame that remembers that the source has no such key. */
  static byte[] ofAbsent(byte[] key, long loadMillis) {
    byte[] frame = begin(key, 0, loadMillis);
    frame[EntryHeader.FLAGS] = FrameLayout.FLAG_ABSENT;
    return FrameLayout.seal(frame);
  }

  private static byte[] begin(byte[] key, int payloadLength, long loadMillis) {
    byte[] frame = new byte[OVERHEAD + payloadLength];
    EntryHeader.begin(frame, EntryHeader.VALUE);
    FrameLayout.int32(frame, EntryHeader.KEY_CHECK, FrameLayout.keyCheck(key));
    FrameLayout.int32(
        frame, FrameLayout.LOAD_MILLIS, (int) Math.min(loadMillis, Integer.MAX_VALUE));
    return frame;
  }

  /** What {@code stored} is, read for {@code key}. */
  static Frame read(byte[] key, byte @Nullable [] stored) {
    if (stored == null) {
      return new Nothing();
    }
    if (!EntryHeader.isOurs(stored)) {
      return new Foreign();
    }
    if (EntryHeader.state(stored) != EntryHeader.VALUE) {
      return new Reserved(EntryHeader.leaseId(stored));
    }
    if (!FrameLayout.isSound(key, stored)) {
      return new Damaged();
    }
    long softExpiry = EntryHeader.number(stored, EntryHeader.SOFT_EXPIRY);
    if ((stored[EntryHeader.FLAGS] & FrameLayout.FLAG_ABSENT) != 0) {
      return new Absent(softExpiry);
    }
    return new Value(
        Arrays.copyOfRange(stored, FrameLayout.PAYLOAD, stored.length - FrameLayout.CHECK_SUM_SIZE),
        softExpiry);
  }
}
