package dev.aside.cache;

/**
 * Whether and how values are compressed before they are stored. Readers need no setting: they see
 * it in the entry. Immutable.
 *
 * <p>LZ4 is the work of {@code at.yawk.lz4:lz4-java}, which an application that compresses adds to
 * its own dependencies. A process without that library leaves compressed values alone: it loads,
 * and does not store.
 */
public final class Compression {
  private static final int MIN_THRESHOLD = 64;
  private static final int MAX_THRESHOLD = 64 << 20;
  private static final Compression LZ4 = new Compression(1024);

  private final int threshold;

  private Compression(int threshold) {
    this.threshold = threshold;
  }

  /**
   * LZ4 for values from 1 KiB on: fast, and about half the size for JSON.
   *
   * @throws IllegalStateException if lz4-java is not on the class path
   */
  public static Compression lz4() {
    if (!Packing.isLz4There()) {
      throw new IllegalStateException(
          "compression: no LZ4 (expected: at.yawk.lz4:lz4-java on the class path)");
    }
    return LZ4;
  }

  /**
   * Compresses only what takes at least so many bytes when encoded; and in any case only what gets
   * an eighth smaller.
   *
   * @throws IllegalArgumentException if it is outside 64 bytes to 64 MiB
   */
  public Compression from(int bytes) {
    return new Compression(
        (int) Settings.number("compression.from", bytes, MIN_THRESHOLD, MAX_THRESHOLD));
  }

  int threshold() {
    return threshold;
  }
}
