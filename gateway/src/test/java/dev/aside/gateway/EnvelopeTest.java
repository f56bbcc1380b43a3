package dev.aside.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aside.gateway.protocol.ClientInfo;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class EnvelopeTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
  private static final ClientInfo ANN = new ClientInfo("ann", "c1", null, null);

  @Test
  void wrap_senderAndMessage_areReadBack() {
    Envelope envelope = Envelope.open(Envelope.wrap(ANN, HELLO));

    assertEquals("ann", Objects.requireNonNull(envelope.info()).user());
    assertArrayEquals(HELLO, envelope.data());
  }

  @Test
  void ofNobody_plainMessage_isAsItIs() {
    assertArrayEquals(HELLO, Envelope.ofNobody(HELLO));
    assertArrayEquals(new byte[0], Envelope.ofNobody(new byte[0]));
  }

  @Test
  void ofNobody_forgedSender_isPartOfTheMessage() {
    byte[] forged = Envelope.wrap(ANN, HELLO);

    Envelope envelope = Envelope.open(Envelope.ofNobody(forged));

    assertNull(envelope.info());
    assertArrayEquals(forged, envelope.data());
    assertArrayEquals(forged, Envelope.dataOf(Envelope.ofNobody(forged)));
  }
}
