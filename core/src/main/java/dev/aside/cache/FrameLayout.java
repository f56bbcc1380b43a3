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
 * 64 codecId[1]       0: the cache's codec
 * 65 schemaId[4]      0: none
 * 69 loadMillis[4]    how long the load took
 * 73 tagCount[2]      n
 * 75 tags             n x (hash[8], stamp[8])
 *  . validator        only if flag 1 is set: length[2], UTF-8
 *  . payload          the codec's bytes
 *  . crc32c[4]        of byte 3 (flags) and of everything from 60 on
 * </pre>
 */
final class FrameLayout {
  static final byte FLAG_ABSENT = 1;
  static final byte FLAG_VALIDATOR = 2;
  static final int CODEC_ID = EntryHeader.SIZE;
  static final int LOAD_MILLIS = 69;
  static final int CHECK_SUM_SIZE = Integer.BYTES;

  /** The most tags that one value may have, the cache's own for {@code clear} included. */
  static final int MAX_TAGS = 65;

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
    int32(frame, frame.length - CHECK_SUM_SIZE, checkSum(frame));
    return frame;
  }

  /** Whether the frame is as it was sealed. */
  static boolean isSound(byte[] stored) {
    return stored.length >= TAGS + CHECK_SUM_SIZE
        && stored[CODEC_ID] == CACHES_CODEC
        && tagCount(stored) <= MAX_TAGS
        && stored.length >= payload(tagCount(stored)) + CHECK_SUM_SIZE
        && hasRoomForMark(stored)
        && int32(stored, stored.length - CHECK_SUM_SIZE) == checkSum(stored);
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

  /** The validator as it stands in a frame; empty if there is none. */
  static byte[] mark(@Nullable String validator) {
    if (validator == null) {
      return new byte[0];
    }
    byte[] text = validator.getBytes(StandardCharsets.UTF_8);
    byte[] mark = new byte[Short.BYTES + text.length];
    mark[0] = (byte) (text.length >>> Byte.SIZE);
    mark[1] = (byte) text.length;
    System.arraycopy(text, 0, mark, Short.BYTES, text.length);
    return mark;
  }

  /** How many bytes of a sound frame the validator at {@code offset} takes; 0: there is none. */
  static int markSize(byte[] stored, int offset) {
    return hasMark(stored) ? Short.BYTES + int16(stored, offset) : 0;
  }

  static @Nullable String validator(byte[] stored, int offset) {
    return hasMark(stored)
        ? new String(stored, offset + Short.BYTES, int16(stored, offset), StandardCharsets.UTF_8)
        : null;
  }

  private static boolean hasRoomForMark(byte[] stored) {
    int at = payload(tagCount(stored));
    int end = stored.length - CHECK_SUM_SIZE;
    return !hasMark(stored) || (at + Short.BYTES <= end && at + markSize(stored, at) <= end);
  }

  private static boolean hasMark(byte[] stored) {
    return (stored[EntryHeader.FLAGS] & FLAG_VALIDATOR) != 0;
  }

  private static int int16(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF) << Byte.SIZE | (bytes[offset + 1] & 0xFF);
  }

  private static int tagCount(byte[] stored) {
    return int16(stored, TAG_COUNT);
  }

  private static int checkSum(byte[] frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame[EntryHeader.FLAGS]);
    crc.update(frame, EntryHeader.KEY_CHECK, frame.length - CHECK_SUM_SIZE - EntryHeader.KEY_CHECK);
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
