package dev.aside.gateway.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as this protocol carries it: any document, unchanged in meaning, on one line. Stateless. */
public final class Json {
  /** Objects within objects; deeper is refused. */
  private static final int MAX_DEPTH = 200;

  /** Digits of one number; longer is refused. */
  private static final int MAX_NUMBER = 400;

  /** Numbers keep all their digits: nobody asked us to round them. */
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /**
   * {@code payload} as JSON on one line: as it is, if it is JSON; else as a JSON text; bytes that
   * are no text as Base64 in a JSON text. Any client may publish anything on a channel, and what a
   * frame holds must be JSON.
   */
  public static byte[] of(byte[] payload) {
    if (payload.length > 0) {
      try {
        return MAPPER.writeValueAsBytes(MAPPER.readTree(payload));
      } catch (JacksonException e) {
        // not JSON: goes on as text
      }
    }
    return text(payload);
  }

  /** An object without fields. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** {@code node} on one line. */
  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  /** Reads an object; null if it is none. */
  public static @Nullable JsonNode read(byte[] json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      return (node != null && node.isObject()) ? node : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static byte[] text(byte[] payload) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      return MAPPER.writeValueAsBytes(text);
    } catch (CharacterCodingException e) {
      return MAPPER.writeValueAsBytes(Base64.getEncoder().encodeToString(payload));
    }
  }
}
