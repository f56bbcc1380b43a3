package dev.aside.cache;

import org.jspecify.annotations.Nullable;

/**
 * A value, or the knowledge that the source has none: as bytes, as an object, or both. Each form is
 * made from the other when it is first asked for, on the thread that asks, because codecs are user
 * code. Thread-safe: a race makes a form twice, and either result will do.
 *
 * <p>An object that callers may change is not kept here to be handed out: each gets one of its own,
 * made of the bytes, so that what one does to it nobody else sees.
 */
class Answer<V> {
  private volatile @Nullable Payload payload;

  /** For every caller. */
  private volatile @Nullable V shared;

  /** What the loader returned, where it is not to be shared: only the source of the bytes. */
  private final @Nullable V loaded;

  private Answer(@Nullable Payload payload, @Nullable V shared, @Nullable V loaded) {
    this.payload = payload;
    this.shared = shared;
    this.loaded = loaded;
  }

  /** The same, to be kept for long: without the loader's object, which others may hold too. */
  Answer(Answer<V> other) {
    this(other.payload, other.shared, (other.payload == null) ? other.loaded : null);
  }

  static <V> Answer<V> absent() {
    return new Answer<>(null, null, null);
  }

  /** Of what is stored, where null is absence. */
  static <V> Answer<V> ofStored(@Nullable Payload payload) {
    return new Answer<>(payload, null, null);
  }

  static <V> Answer<V> ofBytes(byte[] bytes) {
    return new Answer<>(Payload.plain(bytes), null, null);
  }

  /** Of what a loader returned, where null is absence. */
  static <V> Answer<V> ofLoaded(@Nullable V value, Values<V> values) {
    return values.areShared() ? new Answer<>(null, value, null) : new Answer<>(null, null, value);
  }

  boolean isAbsent() {
    return payload == null && shared == null && loaded == null;
  }

  /** The object; null if absent. Throws what the codec throws. */
  @Nullable V value(Values<V> values) {
    V known = shared;
    return (known == null) ? made(values) : known;
  }

  private @Nullable V made(Values<V> values) {
    V made;
    try {
      byte[] bytes = bytes(values);
      if (bytes == null) {
        return null;
      }
      made = values.decode(bytes);
    } catch (RuntimeException | Error e) { // the codec's, whatever it is
      if (loaded != null) {
        return loaded; // a good value all the same; there is no way to make another
      }
      throw e;
    }
    if (values.areShared()) {
      shared = made;
    }
    return made;
  }

  /** The bytes; null if absent. Throws what the codec throws. */
  byte @Nullable [] bytes(Values<V> values) {
    Payload stored = payload;
    if (stored == null) {
      V object = (loaded == null) ? shared : loaded;
      if (object == null) {
        return null;
      }
      stored = Payload.plain(values.encode(object));
      payload = stored;
    }
    byte[] bytes = stored.bytes();
    if (stored.isPacked()) {
      payload = Payload.plain(bytes); // once: it may be asked for often
    }
    return bytes;
  }
}
