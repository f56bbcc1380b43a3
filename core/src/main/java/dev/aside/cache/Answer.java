package dev.aside.cache;

import dev.aside.Codec;
import org.jspecify.annotations.Nullable;

/**
 * A value, or the knowledge that the source has none: as bytes, as an object, or both. Each form is
 * made from the other when it is first asked for, on the thread that asks, because codecs are user
 * code. Thread-safe: a race makes a form twice, and either result will do.
 */
final class Answer<V> {
  private volatile byte @Nullable [] bytes;
  private volatile @Nullable V value;

  private Answer(byte @Nullable [] bytes, @Nullable V value) {
    this.bytes = bytes;
    this.value = value;
  }

  static <V> Answer<V> absent() {
    return new Answer<>(null, null);
  }

  /** Of what is stored, where null is absence. */
  static <V> Answer<V> ofStored(byte @Nullable [] payload) {
    return new Answer<>(payload, null);
  }

  static <V> Answer<V> ofBytes(byte[] bytes) {
    return new Answer<>(bytes, null);
  }

  /** Of what a loader returned, where null is absence. */
  static <V> Answer<V> ofValue(@Nullable V value) {
    return new Answer<>(null, value);
  }

  boolean isAbsent() {
    return bytes == null && value == null;
  }

  /** The object; null if absent. Throws what the codec throws. */
  @Nullable V value(Codec<V> codec) {
    V known = value;
    byte[] stored = bytes;
    if (known == null && stored != null) {
      known = codec.decode(stored);
      value = known;
    }
    return known;
  }

  /** The bytes; null if absent. Throws what the codec throws. */
  byte @Nullable [] bytes(Codec<V> codec) {
    byte[] known = bytes;
    V object = value;
    if (known == null && object != null) {
      known = codec.encode(object);
      bytes = known;
    }
    return known;
  }
}
