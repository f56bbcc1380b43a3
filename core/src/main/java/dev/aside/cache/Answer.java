package dev.aside.cache;

import dev.aside.Codec;
import org.jspecify.annotations.Nullable;

/**
 * A value, or the knowledge that the source has none: as bytes, as an object, or both. Each form is
 * made from the other when it is first asked for, on the thread that asks, because codecs are user
 * code. Thread-safe: a race makes a form twice, and either result will do.
 */
final class Answer<V> {
  private volatile @Nullable Payload payload;
  private volatile @Nullable V value;

  private Answer(@Nullable Payload payload, @Nullable V value) {
    this.payload = payload;
    this.value = value;
  }

  static <V> Answer<V> absent() {
    return new Answer<>(null, null);
  }

  /** Of what is stored, where null is absence. */
  static <V> Answer<V> ofStored(@Nullable Payload payload) {
    return new Answer<>(payload, null);
  }

  static <V> Answer<V> ofBytes(byte[] bytes) {
    return new Answer<>(Payload.plain(bytes), null);
  }

  /** Of what a loader returned, where null is absence. */
  static <V> Answer<V> ofValue(@Nullable V value) {
    return new Answer<>(null, value);
  }

  boolean isAbsent() {
    return payload == null && value == null;
  }

  /** The object; null if absent. Throws what the codec throws. */
  @Nullable V value(Codec<V> codec) {
    V known = value;
    if (known == null) {
      byte[] stored = unpacked();
      if (stored != null) {
        known = codec.decode(stored);
        value = known;
      }
    }
    return known;
  }

  /** The bytes; null if absent. Throws what the codec throws. */
  byte @Nullable [] bytes(Codec<V> codec) {
    byte[] known = unpacked();
    V object = value;
    if (known == null && object != null) {
      known = codec.encode(object);
      payload = Payload.plain(known);
    }
    return known;
  }

  /** The bytes as far as they are known. Throws if they were packed and are damaged. */
  private byte @Nullable [] unpacked() {
    Payload stored = payload;
    if (stored == null) {
      return null;
    }
    byte[] bytes = stored.bytes();
    if (stored.isPacked()) {
      payload = Payload.plain(bytes); // once: it may be asked for often
    }
    return bytes;
  }
}
