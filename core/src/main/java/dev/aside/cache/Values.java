package dev.aside.cache;

import dev.aside.Codec;

/**
 * The codec of a cache, and whether one object may be handed to every caller: only if nobody can
 * change it. Else each gets one of its own, decoded from the bytes. Thread-safe, as codecs are.
 */
final class Values<V> implements Codec<V> {
  private final Codec<V> codec;
  private final boolean shared;

  Values(Codec<V> codec, boolean shared) {
    this.codec = codec;
    this.shared = shared;
  }

  /** Whether callers may be handed the same object. */
  boolean areShared() {
    return shared;
  }

  @Override
  public byte[] encode(V value) {
    return codec.encode(value);
  }

  @Override
  public V decode(byte[] bytes) {
    return codec.decode(bytes);
  }
}
