package dev.aside;

/** The codec that a message type asks for by itself. */
final class Codecs {
  private Codecs() {}

  @SuppressWarnings("unchecked") // each branch has just checked what T is
  static <T> Codec<T> forMessages(Class<T> type) {
    if (type == String.class) {
      return (Codec<T>) Codec.utf8();
    }
    if (type == byte[].class) {
      return (Codec<T>) Codec.bytes();
    }
    return Codec.json(type);
  }
}
