package dev.aside.cache;

import dev.aside.spi.EntryHeader;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

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
 *  . payload          the codec's bytes, with FLAG_PACKED see Packing
 *  . seal             crc32c[4] of byte 3 (flags) and of everything from 60 on,
 *                     or with FLAG_SIGNED a signature, see Seal
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

  /** The payload is compressed. */
  static final byte FLAG_PACKED = 2;

  /** The frame ends with a signature in place of the check sum. */
  static final byte FLAG_SIGNED = 4;

  static final int SCHEMA_ID = 65;
  static final int LOAD_MILLIS = 69;

  /** The most tags that one value may have, the cache's own for {@code clear} included. */
  static final int MAX_TAGS = 65;

  private static final int KNOWN_FLAGS = FLAG_ABSENT | FLAG_PACKED | FLAG_SIGNED;
  private static final int CODEC_ID = EntryHeader.SIZE;
  private static final int TAG_COUNT = 73;
  private static final int TAGS = 75;
  private static final int TAG_SIZE = 2 * Long.BYTES;
  private static final byte CACHES_CODEC = 0;

  private FrameLayout() {}

  /** Where the payload of a frame with so many tags begins. */
  static int payload(int tags) {
    return TAGS + tags * TAG_SIZE;
  }

  static byte[] seal(byte[] frame) {
    int32(frame, frame.length - Seal.CHECK_SUM_SIZE, checkSum(frame));
    return frame;
  }

  /** Whether everything has its place before a seal of so many bytes. */
  static boolean isComplete(byte[] stored, int sealSize) {
    return stored.length >= TAGS + sealSize
        && tagCount(stored) <= MAX_TAGS
        && stored.length >= payload(tagCount(stored)) + sealSize;
  }

  /** Whether a complete frame with a check sum is as it was sealed. */
  static boolean isSound(byte[] stored) {
    return int32(stored, stored.length - Seal.CHECK_SUM_SIZE) == checkSum(stored);
  }

  /** Whether a sound frame uses what came after this version. */
  static boolean isExtended(byte[] stored) {
    return stored[CODEC_ID] != CACHES_CODEC || (stored[EntryHeader.FLAGS] & ~KNOWN_FLAGS) != 0;
  }

  static boolean has(byte flag, byte[] stored) {
    return (stored[EntryHeader.FLAGS] & flag) != 0;
  }

  /** Whether a sound frame was stored for {@code key}. */
  static boolean isOf(byte[] key, byte[] stored) {
    return int32(stored, EntryHeader.KEY_CHECK) == keyCheck(key);
  }

  static void stamps(byte[] frame, Stamps stamps) {
    frame[TAG_COUNT] = (byte) (stamps.size() >>> Byte.SIZE);
    frame[TAG_COUNT + 1] = (byte) stamps.size();
    for (int i = 0; i < stamps.size(); i++) {
      EntryHeader.number(frame, TAGS + i * TAG_SIZE, stamps.hash(i));
      EntryHeader.number(frame, TAGS + i * TAG_SIZE + Long.BYTES, stamps.stamp(i));
    }
  }

  /** Where the payload of a complete frame begins. */
  static int payload(byte[] stored) {
    return payload(tagCount(stored));
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
    return (stored[TAG_COUNT] & 0xFF) << Byte.SIZE | (stored[TAG_COUNT + 1] & 0xFF);
  }

  private static int checkSum(byte[] frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame[EntryHeader.FLAGS]);
    crc.update(
        frame, EntryHeader.KEY_CHECK, frame.length - Seal.CHECK_SUM_SIZE - EntryHeader.KEY_CHECK);
    return (int) crc.getValue();
  }

  /** Another polynomial than the check sum's, so that one cannot make up for the other. */
  static int keyCheck(byte[] key) {
    CRC32 crc = new CRC32();
    crc.update(key);
    return (int) crc.getValue();
  }

  static int int32(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF) << 24
        | (bytes[offset + 1] & 0xFF) << 16
        | (bytes[offset + 2] & 0xFF) << 8
        | (bytes[offset + 3] & 0xFF);
  }

  static void int32(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) (value >>> 24);
    bytes[offset + 1] = (byte) (value >>> 16);
    bytes[offset + 2] = (byte) (value >>> 8);
    bytes[offset + 3] = (byte) value;
  }
}
