package dev.aside.cache;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4 blocks. The only class that touches the library, which may be missing: see {@link Packing}.
 * The implementation in plain Java, as it loads no native code and uses nothing unsafe. Immutable.
 */
final class Lz4 {
  private static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
  private static final LZ4SafeDecompressor DECOMPRESSOR =
      LZ4Factory.safeInstance().safeDecompressor();

  private Lz4() {}

  /** The block of {@code plain}, after {@code room} bytes for its caller. */
  static byte[] compress(byte[] plain, int room) {
    byte[] target = new byte[room + COMPRESSOR.maxCompressedLength(plain.length)];
    int length = COMPRESSOR.compress(plain, 0, plain.length, target, room);
    return Arrays.copyOf(target, room + length);
  }

  /** The bytes of a block, which must be exactly {@code length}; what is not is an exception. */
  static byte[] decompress(byte[] source, int from, int length) {
    byte[] plain = new byte[length];
    int written = DECOMPRESSOR.decompress(source, from, source.length - from, plain, 0, length);
    if (written != length) {
      throw new IllegalArgumentException(
          "block: " + written + " bytes when inflated (expected: " + length + ")");
    }
    return plain;
  }
}
