package dev.aside.server.live;

import dev.aside.gateway.Envelope;
import dev.aside.topic.Message;
import dev.aside.topic.Position;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One message on its way to the sessions. Immutable, apart from the shared bytes.
 *
 * @param payload the bytes as they were published, without who it was
 * @param isText whether they are UTF-8, which is checked once for all sessions
 * @param position where it stands; none on a channel without history
 */
record Delivery(byte[] payload, boolean isText, Position position) {

  static Delivery of(Message<byte[]> message) {
    byte[] payload =
        message.position().isNone() ? message.payload() : Envelope.dataOf(message.payload());
    return new Delivery(payload, isUtf8(payload), message.position());
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
