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
  private static final Payload ABSENT = Payload.plain(new byte[0]);

  private final int schemaId;
  private final Packing packing;
  private final Seal seal;

  Framing(int schemaId, Packing packing, Seal seal) {
    this.schemaId = schemaId;
    this.packing = packing;
    this.seal = seal;
  }

  /** A value as it is to be stored. Compresses, so not for I/O threads. */
  Payload pack(byte[] value) {
    return packing.pack(value);
  }

  /**
   * The frame of a value.
   *
   * @param life with which it will be stored, which a signature covers in part
   */
  byte[] value(
      byte[] key,
      Payload payload,
      long loadMillis,
      Stamps stamps,
      @Nullable String validator,
      Lifetime life) {
    byte[] mark = FrameLayout.mark(validator);
    byte[] frame = frame(key, payload, loadMillis, stamps, mark);
    frame[EntryHeader.FLAGS] |= (mark.length > 0) ? FrameLayout.FLAG_VALIDATOR : 0;
    frame[EntryHeader.FLAGS] |= payload.isPacked() ? FrameLayout.FLAG_PACKED : 0;
    return seal.close(key, frame, life);
  }

  /** The frame that remembers that the source has no such key. */
  byte[] absent(byte[] key, long loadMillis, Stamps stamps, Lifetime life) {
    byte[] frame = frame(key, ABSENT, loadMillis, stamps, new byte[0]);
    frame[EntryHeader.FLAGS] |= FrameLayout.FLAG_ABSENT;
    return seal.close(key, frame, life);
  }

  private byte[] frame(byte[] key, Payload payload, long loadMillis, Stamps stamps, byte[] mark) {
    byte[] body = payload.stored();
    int at = FrameLayout.mark(stamps.size());
    byte[] frame = new byte[at + mark.length + body.length + seal.size()];
    EntryHeader.begin(frame, EntryHeader.VALUE);
    FrameLayout.int32(frame, EntryHeader.KEY_CHECK, FrameLayout.keyCheck(key));
    FrameLayout.int32(frame, FrameLayout.SCHEMA_ID, schemaId);
    FrameLayout.int32(
        frame, FrameLayout.LOAD_MILLIS, (int) Math.min(loadMillis, Integer.MAX_VALUE));
    FrameLayout.stamps(frame, stamps);
    System.arraycopy(mark, 0, frame, at, mark.length);
    System.arraycopy(body, 0, frame, at + mark.length, body.length);
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

  /** Why a sound value cannot be used here; null if it can. */
  private @Nullable Frame otherForm(byte[] stored) {
    if (FrameLayout.isExtended(stored)) {
      return new Frame.Newer(Frame.Form.EXTENSION);
    }
    if (FrameLayout.has(FrameLayout.FLAG_ABSENT, stored)) {
      return null; // an absence looks the same in every schema
    }
    int order = Integer.compareUnsigned(FrameLayout.int32(stored, FrameLayout.SCHEMA_ID), schemaId);
    if (order == 0) {
      return FrameLayout.has(FrameLayout.FLAG_PACKED, stored)
          ? packing.refusal(stored, FrameLayout.payload(stored), end(stored))
          : null;
    }
    return (order < 0) ? new Frame.Older(Frame.Form.SCHEMA) : new Frame.Newer(Frame.Form.SCHEMA);
  }

  private static Frame.Stored stored(byte[] stored) {
    return new Frame.Stored(
        payload(stored),
        EntryHeader.number(stored, EntryHeader.SOFT_EXPIRY),
        EntryHeader.number(stored, EntryHeader.HARD_EXPIRY),
        EntryHeader.number(stored, EntryHeader.STAMP),
        FrameLayout.int32(stored, FrameLayout.LOAD_MILLIS),
        EntryHeader.number(stored, EntryHeader.VERSION),
        EntryHeader.failures(stored),
        EntryHeader.leaseId(stored),
        EntryHeader.number(stored, EntryHeader.LEASE_DEADLINE),
        FrameLayout.validator(stored),
        FrameLayout.stamps(stored));
  }

  private static @Nullable Payload payload(byte[] stored) {
    if (FrameLayout.has(FrameLayout.FLAG_ABSENT, stored)) {
      return null;
    }
    byte[] bytes = Arrays.copyOfRange(stored, FrameLayout.payload(stored), end(stored));
    return FrameLayout.has(FrameLayout.FLAG_PACKED, stored)
        ? Payload.packed(bytes)
        : Payload.plain(bytes);
  }

  private static int end(byte[] stored) {
    return stored.length - Seal.sizeIn(stored);
  }
}
