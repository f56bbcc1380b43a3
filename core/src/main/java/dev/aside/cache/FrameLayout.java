package dev.aside.cache;

import dev.aside.spi.EntryHeader;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Offsets and checks of a frame's body. */
final class FrameLayout {
  static final byte FLAG_ABSENT = 1;
  static final int CODEC_ID = EntryHeader.SIZE;
  static final int LOAD_MILLIS = 69;
  static final int PAYLOAD = 75;
  static final int CHECK_SUM_SIZE = Integer.BYTES;
  private static final byte CACHES_CODEC = 0;

  private FrameLayout() {}

  static byte[] seal(byte[] frame) {
    int32(frame, frame.length - CHECK_SUM_SIZE, checkSum(frame));
    return frame;
  }

  static boolean isSound(byte[] key, byte[] stored) {
    return stored.length >= Frame.OVERHEAD
        && int32(stored, EntryHeader.KEY_CHECK) == keyCheck(key)
        && stored[CODEC_ID] == CACHES_CODEC
        && int32(stored, stored.length - CHECK_SUM_SIZE) == checkSum(stored);
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
