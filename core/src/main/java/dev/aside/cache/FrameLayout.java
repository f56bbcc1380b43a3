package dev.aside.cache;

import dev.aside.spi.EntryHeader;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Offsets and checks of a frame's body.
 *
 * <pre>
 *  0 header[64]       see EntryHeader; the server changes bytes 4 to 59
 * 64 codecId[1]       0: the cache's codec; anything else is an extension
 * 65 schemaId[4]      of the codec's bytes, see CacheBuilder.schema; 0: none
 * 69 loadMillis[4]    how long the load took
 * 73 tagCount[2]      n
 * 75 tags             n x (hash[8], stamp[8])
 *  . validator        only with FLAG_VALIDATOR: length[2], UTF-8
 *  . payload          the codec's bytes; with FLAG_PACKED see Packing
 *  . seal             crc32c[4] of byte 3 (flags) and of everything from 60 on;
 *                     with FLAG_SIGNED a signature, see Seal
 * </pre>
 *
 * <p>How this layout may grow within format {@code R1}: by a new codec id or a new flag, which may
 * change what the payload holds, and nothing else. Whoever does not know the codec id or a flag
 * leaves the value alone: loads, and does not store. What must change more needs a new format
 * number, which older versions leave alone too. So of two versions that write one key only the
 * newer one stores, and they do not replace each other's values in turn.
 */
final class FrameLayout {
  /** The source has no such key. */
  static final byte FLAG_ABSENT = 1;

  /** The loader has left a mark to ask by whether the value has changed. */
  static final byte FLAG_VALIDATOR = 2;

  /** The payload is compressed. */
  static final byte FLAG_PACKED = 4;

  /** The frame ends with a signature in place of the check sum. */
  static final byte FLAG_SIGNED = 8;

  static final int SCHEMA_ID = 65;
  static final int LOAD_MILLIS = 69;

  /** The most tags that one value may have, the cache's own for {@code clear} included. */
  static final int MAX_TAGS = 65;

  private static final int KNOWN_FLAGS = FLAG_ABSENT | FLAG_VALIDATOR | FLAG_PACKED | FLAG_SIGNED;
  private static final int CODEC_ID = EntryHeader.SIZE;
  private static final int TAG_COUNT = 73;
  private static final int TAGS = 75;
  private static final int TAG_SIZE = 2 * Long.BYTES;
  private static final byte CACHES_CODEC = 0;

  private FrameLayout() {}

  static boolean has(byte flag, byte[] stored) {
    return (stored[EntryHeader.FLAGS] & flag) != 0;
  }

  /** Whether everything has its place before a seal of so many bytes. */
  static boolean isComplete(byte[] stored, int sealSize) {
    int end = stored.length - sealSize;
    if (end < TAGS || tagCount(stored) > MAX_TAGS || end < mark(tagCount(stored))) {
      return false;
    }
    int at = mark(tagCount(stored));
    return !has(FLAG_VALIDATOR, stored)
        || (at + Short.BYTES <= end && at + markSize(stored, at) <= end);
  }

  /** Whether a sound frame uses what came after this version. */
  static boolean isExtended(byte[] stored) {
    return stored[CODEC_ID] != CACHES_CODEC || (stored[EntryHeader.FLAGS] & ~KNOWN_FLAGS) != 0;
  }

  /** Where the validator of a frame with so many tags begins, or the payload if there is none. */
  static int mark(int tags) {
    return TAGS + tags * TAG_SIZE;
  }

  /** Where the payload of a complete frame begins. */
  static int payload(byte[] stored) {
    int at = mark(tagCount(stored));
    return at + markSize(stored, at);
  }

  // Tags

  static void stamps(byte[] frame, Stamps stamps) {
    int16(frame, TAG_COUNT, stamps.size());
    for (int i = 0; i < stamps.size(); i++) {
      EntryHeader.number(frame, TAGS + i * TAG_SIZE, stamps.hash(i));
      EntryHeader.number(frame, TAGS + i * TAG_SIZE + Long.BYTES, stamps.stamp(i));
    }
  }

  static Stamps stamps(byte[] stored) {
    int count = tagCount(stored);
    long[] hashes = new long[count];
    long[] stamps = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] = EntryHeader.number(stored, TAGS + i * TAG_SIZE);
      stamps[i] = EntryHeader.number(stored, TAGS + i * TAG_SIZE + Long.BYTES);
    }
    return Stamps.of(hashes, stamps);
  }

  private static int tagCount(byte[] stored) {
    return int16(stored, TAG_COUNT);
  }

  // The validator

  /** The validator as it stands in a frame; empty if there is none. */
  static byte[] mark(@Nullable String validator) {
    if (validator == null) {
      return new byte[0];
    }
    byte[] text = validator.getBytes(StandardCharsets.UTF_8);
    byte[] mark = new byte[Short.BYTES + text.length];
    int16(mark, 0, text.length);
    System.arraycopy(text, 0, mark, Short.BYTES, text.length);
    return mark;
  }

  static @Nullable String validator(byte[] stored) {
    int at = mark(tagCount(stored));
    return has(FLAG_VALIDATOR, stored)
        ? new String(stored, at + Short.BYTES, int16(stored, at), StandardCharsets.UTF_8)
        : null;
  }

  private static int markSize(byte[] stored, int offset) {
    return has(FLAG_VALIDATOR, stored) ? Short.BYTES + int16(stored, offset) : 0;
  }

  // Checks

  /** Ends a frame with its check sum. */
  static byte[] seal(byte[] frame) {
    int32(frame, frame.length - Seal.CHECK_SUM_SIZE, checkSum(frame));
    return frame;
  }

  /** Whether a complete frame with a check sum is as it was sealed. */
  static boolean isSound(byte[] stored) {
    return int32(stored, stored.length - Seal.CHECK_SUM_SIZE) == checkSum(stored);
  }

  private static int checkSum(byte[] frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame[EntryHeader.FLAGS]);
    crc.update(
        frame, EntryHeader.KEY_CHECK, frame.length - Seal.CHECK_SUM_SIZE - EntryHeader.KEY_CHECK);
    return (int) crc.getValue();
  }

  /** Whether a frame was stored for {@code key}. */
  static boolean isOf(byte[] key, byte[] stored) {
    return int32(stored, EntryHeader.KEY_CHECK) == keyCheck(key);
  }

  /** Another polynomial than the check sum's, so that one cannot make up for the other. */
  static int keyCheck(byte[] key) {
    CRC32 crc = new CRC32();
    crc.update(key);
    return (int) crc.getValue();
  }

  // Numbers

  private static int int16(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF) << Byte.SIZE | (bytes[offset + 1] & 0xFF);
  }

  private static void int16(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) (value >>> Byte.SIZE);
    bytes[offset + 1] = (byte) value;
  }

  static int int32(byte[] bytes, int offset) {
    return int16(bytes, offset) << Short.SIZE | int16(bytes, offset + Short.BYTES);
  }

  static void int32(byte[] bytes, int offset, int value) {
    int16(bytes, offset, value >>> Short.SIZE);
    int16(bytes, offset + Short.BYTES, value);
  }
}
