package dev.aside.cache;

import org.jspecify.annotations.Nullable;

/**
 * Makes large payloads smaller and knows what may be made large again. Immutable.
 *
 * <pre>
 * packed payload: algorithm[1] = 1 LZ4, length when inflated[4], block
 * </pre>
 */
final class Packing {
  static final int HEADER_SIZE = 5;

  private static final byte LZ4 = 1;
  private static final boolean LZ4_IS_THERE = isThere("net.jpountz.lz4.LZ4Factory");

  /** No LZ4 block holds more than this many bytes for each of its own. */
  private static final int MAX_RATIO = 255;

  /** What does not get smaller by this part is not worth the work at each read. */
  private static final int LEAST_SAVING = 8;

  private final @Nullable Compression compression;
  private final int maxValueBytes;

  Packing(@Nullable Compression compression, int maxValueBytes) {
    this.compression = compression;
    this.maxValueBytes = maxValueBytes;
  }

  static boolean isLz4There() {
    return LZ4_IS_THERE;
  }

  private static boolean isThere(String type) {
    try {
      Class.forName(type, /* initialize= */ false, Packing.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** {@code plain} as it is to be stored: packed if that is worth it. */
  Payload pack(byte[] plain) {
    if (compression == null || plain.length < compression.threshold()) {
      return Payload.plain(plain);
    }
    byte[] packed = Lz4.compress(plain, HEADER_SIZE);
    if (packed.length > plain.length - plain.length / LEAST_SAVING) {
      return Payload.plain(plain);
    }
    packed[0] = LZ4;
    FrameLayout.int32(packed, 1, plain.length);
    return Payload.packed(packed);
  }

  /** Why the packed payload in {@code stored} cannot be used; null if it can, as far as it says. */
  @Nullable Frame refusal(byte[] stored, int from, int to) {
    if (to - from < HEADER_SIZE) {
      return new Frame.Damaged();
    }
    if (stored[from] != LZ4) {
      return new Frame.Newer(Frame.Form.EXTENSION);
    }
    if (!LZ4_IS_THERE) {
      return new Frame.Newer(Frame.Form.COMPRESSION);
    }
    // Before any memory is set aside for it: what it says may be a lie.
    long length = FrameLayout.int32(stored, from + 1);
    long most = (long) (to - from - HEADER_SIZE) * MAX_RATIO;
    return (length < 0 || length > maxValueBytes || length > most) ? new Frame.Damaged() : null;
  }
}
