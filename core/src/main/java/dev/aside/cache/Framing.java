package dev.aside.cache;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Lifetime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the frames of one cache. Values carry a check of the key they were stored for
 * and a {@link Seal}, so that a damaged value, or one that belongs to another key, is told from a
 * good one; and the number of their schema, so that an older form gives way to a newer one.
 * Thread-safe.
 */
final class Framing {
  private final int schemaId;
  private final Seal seal;

  Framing(int schemaId, Seal seal) {
    this.schemaId = schemaId;
    this.seal = seal;
  }

  /**
   * The frame of a value.
   *
   * @param life with which it will be stored, which a signature covers in part
   */
  byte[] value(byte[] key, byte[] payload, long loadMillis, Stamps stamps, Lifetime life) {
    byte[] frame = begin(key, payload.length, loadMillis, stamps);
    System.arraycopy(payload, 0, frame, FrameLayout.payload(stamps.size()), payload.length);
    return seal.close(key, frame, life);
  }

  /** The frame that remembers that the source has no such key. */
  byte[] absent(byte[] key, long loadMillis, Stamps stamps, Lifetime life) {
    byte[] frame = begin(key, 0, loadMillis, stamps);
    frame[EntryHeader.FLAGS] = FrameLayout.FLAG_ABSENT;
    return seal.close(key, frame, life);
  }

  private byte[] begin(byte[] key, int payloadLength, long loadMillis, Stamps stamps) {
    byte[] frame = new byte[FrameLayout.payload(stamps.size()) + payloadLength + seal.size()];
    EntryHeader.begin(frame, EntryHeader.VALUE);
    FrameLayout.int32(frame, EntryHeader.KEY_CHECK, FrameLayout.keyCheck(key));
    FrameLayout.int32(frame, FrameLayout.SCHEMA_ID, schemaId);
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
    Frame refusal = seal.refusal(key, stored);
    if (refusal == null) {
      refusal = otherForm(stored);
    }
    return (refusal == null) ? stored(stored) : refusal;
  }

  private @Nullable Frame otherForm(byte[] stored) {
    if (FrameLayout.isExtended(stored)) {
      return new Frame.Newer(Frame.Form.EXTENSION);
    }
    if (FrameLayout.has(FrameLayout.FLAG_ABSENT, stored)) {
      return null; // an absence looks the same in every schema
    }
    int order = Integer.compareUnsigned(FrameLayout.int32(stored, FrameLayout.SCHEMA_ID), schemaId);
    if (order == 0) {
      return null;
    }
    return (order < 0) ? new Frame.Older(Frame.Form.SCHEMA) : new Frame.Newer(Frame.Form.SCHEMA);
  }

  private static Frame.Stored stored(byte[] stored) {
    Stamps stamps = FrameLayout.stamps(stored);
    boolean absent = FrameLayout.has(FrameLayout.FLAG_ABSENT, stored);
    return new Frame.Stored(
        absent
            ? null
            : Arrays.copyOfRange(
                stored, FrameLayout.payload(stamps.size()), stored.length - Seal.sizeIn(stored)),
        EntryHeader.number(stored, EntryHeader.SOFT_EXPIRY),
        EntryHeader.number(stored, EntryHeader.HARD_EXPIRY),
        EntryHeader.number(stored, EntryHeader.STAMP),
        FrameLayout.int32(stored, FrameLayout.LOAD_MILLIS),
        EntryHeader.number(stored, EntryHeader.VERSION),
        EntryHeader.failures(stored),
        EntryHeader.leaseId(stored),
        stamps);
  }
}
