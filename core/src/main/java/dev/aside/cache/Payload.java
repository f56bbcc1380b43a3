package dev.aside.cache;

/**
 * The codec's bytes of a stored value, perhaps packed. Unpacking is left to whoever asks for the
 * bytes, as values arrive on I/O threads. Immutable, apart from the shared bytes.
 */
final class Payload {
  private final byte[] bytes;
  private final boolean packed;

  private Payload(byte[] bytes, boolean packed) {
    this.bytes = bytes;
    this.packed = packed;
  }

  static Payload plain(byte[] bytes) {
    return new Payload(bytes, /* packed= */ false);
  }

  /** Of bytes that {@link Packing#refusal} has nothing against. */
  static Payload packed(byte[] bytes) {
    return new Payload(bytes, /* packed= */ true);
  }

  /** As it stands in a frame. */
  byte[] stored() {
    return bytes;
  }

  boolean isPacked() {
    return packed;
  }

  /** The codec's bytes. An exception if what was packed is damaged. */
  byte[] bytes() {
    return packed ? Lz4.decompress(bytes, Packing.HEADER_SIZE, FrameLayout.int32(bytes, 1)) : bytes;
  }
}
