package dev.aside.server.live;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One message on its way to the sessions. Immutable, apart from the shared bytes.
 *
 * @param payload the bytes as they were published
 * @param isText whether they are UTF-8, which is checked once for all sessions
 */
record Delivery(byte[] payload, boolean isText) {

  static Delivery of(byte[] payload) {
    return new Delivery(payload, isUtf8(payload));
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
