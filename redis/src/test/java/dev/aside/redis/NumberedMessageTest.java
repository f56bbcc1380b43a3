package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.MessageLog.Place;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberedMessageTest {
  private static final int FUZZ = 1_000_000;

  @Test
  void read_whatTheScriptSends_isPlaceAndPayload() {
    NumberedMessage message = read("\1" + "4f1d:17:a:b");

    assertNotNull(message);
    assertEquals(new Place("4f1d", 17), message.place());
    assertEquals("a:b", new String(message.payload(), StandardCharsets.UTF_8));
  }

  @Test
  void read_emptyPayload_isOne() {
    NumberedMessage message = read("\1e:1:");

    assertNotNull(message);
    assertEquals(0, message.payload().length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\1",
        "\2e:1:x",
        "e:1:x",
        "\1e",
        "\1e:",
        "\1e:1",
        "\1:1:x",
        "\1e::x",
        "\1e:0:x",
        "\1e:-1:x",
        "\1e:1a:x",
        "\1e:12345678901234567:x"
      })
  void read_somethingElse_isNothing(String text) {
    assertNull(read(text));
  }

  @Test
  void read_anyBytes_nothingEscapes() {
    Random random = new Random(1);
    byte[] alphabet = {1, 'e', ':', '0', '9', -1, 2};
    for (int i = 0; i < FUZZ; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = alphabet[random.nextInt(alphabet.length)];
      }
      NumberedMessage message = NumberedMessage.read(bytes);
      assertTrue(message == null || message.place().offset() > 0);
    }
  }

  private static @Nullable NumberedMessage read(String text) {
    return NumberedMessage.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
