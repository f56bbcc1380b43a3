package dev.aside;

/**
 * Turns values into stored bytes and back. Implementations must be thread-safe, and {@code decode}
 * must not create objects of types named by the bytes. Runs on the caller's or a loader's thread,
 * never on an I/O thread.
 *
 * @param <V> the type of the values
 */
public interface Codec<V> {

  /** The bytes of {@code value}. */
  byte[] encode(V value);

  /**
   * The value of {@code bytes}; any exception makes the entry a miss.
   *
   * @param bytes not to be kept or changed
   */
  V decode(byte[] bytes);

  /**
   * The number of the form that {@link #encode} writes, from 0 on. A cache reads only values of the
   * number that it writes, see {@code CacheBuilder.schema}. Default 0.
   */
  default int schemaId() {
    return 0;
  }

  /**
   * JSON by Jackson, bound to {@code type}: the bytes never choose a class. Unknown fields are
   * ignored, so that a value written by a newer version of the service can be read by an older one.
   */
  static <V> Codec<V> json(Class<V> type) {
    return new JsonCodec<>(type);
  }

  /** Text in UTF-8. Malformed bytes are an error, not a replacement character. */
  static Codec<String> utf8() {
    return Utf8Codec.INSTANCE;
  }

  /** The bytes themselves, not copied. */
  static Codec<byte[]> bytes() {
    return BytesCodec.INSTANCE;
  }
}
