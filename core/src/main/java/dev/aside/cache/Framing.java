package dev.aside.cache;

import dev.aside.spi.EntryHeader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the frames of one cache. Values carry a check of the key they were stored for
 * and a check sum, so that a damaged value, or one that belongs to another key, is told from a good
 * one. Immutable.
 */
final class Framing {

  /** The frame of a value. */
  byte[] value(
      byte[] key, byte[] payload, long loadMillis, Stamps stamps, @Nullable String validator) {
    byte[] mark = FrameLayout.mark(validator);
    byte[] frame = begin(key, mark.length + payload.length, loadMillis, stamps);
    int at = FrameLayout.payload(stamps.size());
    if (mark.length > 0) {
      frame[EntryHeader.FLAGS] |= FrameLayout.FLAG_VALIDATOR;
      System.arraycopy(mark, 0, frame, at, mark.length);
    }
    System.arraycopy(payload, 0, frame, at + mark.length, payload.length);
    return FrameLayout.seal(frame);
  }

  /** The frame that remembers that the source has no such key. */
  byte[] absent(byte[] key, long loadMillis, Stamps stamps) {
    byte[] frame = begin(key, 0, loadMillis, stamps);
    frame[EntryHeader.FLAGS] = FrameLayout.FLAG_ABSENT;
    return FrameLayout.seal(frame);
  }

  private static byte[] begin(byte[] key, int payloadLength, long loadMillis, Stamps stamps) {
    byte[] frame =
        new byte[FrameLayout.payload(stamps.size()) + payloadLength + FrameLayout.CHECK_SUM_SIZE];
    EntryHeader.begin(frame, EntryHeader.VALUE);
    FrameLayout.int32(frame, EntryHeader.KEY_CHECK, FrameLayout.keyCheck(key));
    FrameLayout.int32(
        frame, FrameLayout.LOAD_MILLIS, (int) Math.min(loadMillis, Integer.MAX_VALUE));
    FrameLayout.stamps(frame, stamps);
    return frame;
  }

  /** What {@code stored} is, read for {@code key}. */
  Frame read(byte[] key, byte @Nullable [] stored) {
    if (stored == null) {
      return new Frame.Nothing();
    }
    if (!EntryHeader.isOurs(stored)) {
      return new Frame.Foreign();
    }
    if (EntryHeader.state(stored) != EntryHeader.VALUE) {
      return new Frame.Reserved(EntryHeader.leaseId(stored));
    }
    if (!FrameLayout.isSound(stored)) {
      return new Frame.Damaged();
    }
    return FrameLayout.isOf(key, stored) ? stored(stored) : new Frame.Misplaced();
  }

  private static Frame.Stored stored(byte[] stored) {
    Stamps stamps = FrameLayout.stamps(stored);
    boolean absent = (stored[EntryHeader.FLAGS] & FrameLayout.FLAG_ABSENT) != 0;
    int at = FrameLayout.payload(stamps.size());
    String validator = FrameLayout.validator(stored, at);
    int payload = at + FrameLayout.markSize(stored, at);
    return new Frame.Stored(
        absent
            ? null
            : Arrays.copyOfRange(stored, payload, stored.length - FrameLayout.CHECK_SUM_SIZE),
        EntryHeader.number(stored, EntryHeader.SOFT_EXPIRY),
        EntryHeader.number(stored, EntryHeader.HARD_EXPIRY),
        EntryHeader.number(stored, EntryHeader.STAMP),
        FrameLayout.int32(stored, FrameLayout.LOAD_MILLIS),
        EntryHeader.number(stored, EntryHeader.VERSION),
        EntryHeader.failures(stored),
        EntryHeader.leaseId(stored),
        EntryHeader.number(stored, EntryHeader.LEASE_DEADLINE),
        validator,
        stamps);
  }
}
