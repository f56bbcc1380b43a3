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
   * The value of {@code bytes}, a new one at each call; any exception makes the entry a miss.
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
   * Whether nobody can change a decoded value, so that a cache may hand one object to all callers.
   * If not, each caller gets a value of its own, decoded for it alone. Default false.
   */
  default boolean isImmutable() {
    return false;
  }

  /**
   * JSON by Jackson, bound to {@code type}: the bytes never choose a class. Unknown fields are
   * ignored, so that a value written by a newer version of the service can be read by an older one.
   *
   * <p>It {@link #isImmutable} if that can be seen from {@code type}: text, numbers, dates, enums
   * and the like, and records and sealed interfaces of such. A collection within is enough that it
   * cannot.
   */
  static <V> Codec<V> json(Class<V> type) {
    return new JsonCodec<>(type);
  }

  /** Text in UTF-8. Malformed bytes are an error, not a replacement character. */
  static Codec<String> utf8() {
    return Utf8Codec.INSTANCE;
  }

  /** The bytes themselves, copied both ways: whoever has an array may change it. */
  static Codec<byte[]> bytes() {
    return BytesCodec.INSTANCE;
  }
}
