package dev.aside.gateway;

import dev.aside.gateway.protocol.ClientInfo;
import dev.aside.gateway.protocol.Infos;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message together with who sent it, as it stands in a topic with history: a mark that no text
 * begins with, the number of this form, the length of the sender and the sender as JSON, then the
 * message. Messages without a sender stand there as they are. Immutable, apart from the shared
 * bytes.
 */
public final class Envelope {
  private static final byte MARK = (byte) 0xFF; // never in UTF-8
  private static final byte VERSION = 1;
  private static final int HEADER = 2 + Integer.BYTES;

  private final @Nullable ClientInfo info;
  private final byte[] data;

  private Envelope(@Nullable ClientInfo info, byte[] data) {
    this.info = info;
    this.data = data;
  }

  /**
   * The message alone, for doors that tell nothing of senders.
   *
   * @param payload what stands in a topic with history
   */
  public static byte[] dataOf(byte[] payload) {
    return open(payload).data();
  }

  /**
   * What is to stand in a topic for a message whose sender nobody vouches for: the message as it
   * is, unless it begins as an envelope does, so that nobody can write down another's name.
   */
  public static byte[] ofNobody(byte[] data) {
    return (data.length > 0 && data[0] == MARK) ? wrap(new byte[0], data) : data;
  }

  static byte[] wrap(ClientInfo info, byte[] data) {
    return wrap(Infos.json(info), data);
  }

  private static byte[] wrap(byte[] sender, byte[] data) {
    return ByteBuffer.allocate(HEADER + sender.length + data.length)
        .put(MARK)
        .put(VERSION)
        .putInt(sender.length)
        .put(sender)
        .put(data)
        .array();
  }

  /** Opens what stands in a topic; what has no readable envelope is a message without a sender. */
  static Envelope open(byte[] payload) {
    if (payload.length < HEADER || payload[0] != MARK || payload[1] != VERSION) {
      return new Envelope(null, payload);
    }
    int length = ByteBuffer.wrap(payload).getInt(2);
    if (length < 0 || length > payload.length - HEADER) {
      return new Envelope(null, payload);
    }
    ClientInfo info = Infos.read(Arrays.copyOfRange(payload, HEADER, HEADER + length));
    return new Envelope(info, Arrays.copyOfRange(payload, HEADER + length, payload.length));
  }

  /** Who sent it; null: not a client. */
  @Nullable ClientInfo info() {
    return info;
  }

  /** The message itself. */
  byte[] data() {
    return data;
  }
}
