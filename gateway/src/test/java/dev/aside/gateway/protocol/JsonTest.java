package dev.aside.gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class JsonTest {
  @Test
  void of_json_isThatJsonOnOneLine() {
    assertEquals("{\"a\":[1.10,1E+400]}", of(" {\"a\" :\n[1.10,\r\n1e400]}\n"));
    assertEquals("12345678901234567890123", of("12345678901234567890123"));
    assertEquals("\"a\\nb\"", of("\"a\\nb\""));
  }

  @Test
  void of_whatIsNoJson_isAText() {
    assertEquals("\"hello\"", of("hello"));
    assertEquals("\"\"", of(""));
    assertEquals("\"1 2\"", of("1 2"));
    assertEquals("\"a\\nb\"", of("a\nb"));
  }

  @Test
  void of_whatIsNoText_isBase64() {
    assertEquals(
        "\"/wA=\"", new String(Json.of(new byte[] {(byte) 0xFF, 0}), StandardCharsets.UTF_8));
  }

  private static String of(String payload) {
    return new String(Json.of(payload.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }
}
