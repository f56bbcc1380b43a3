package dev.aside.gateway.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What is known of a client, as processes tell it each other: the JSON of the protocol. */
public final class Infos {
  private Infos() {}

  /** As JSON on one line. */
  public static byte[] json(ClientInfo info) {
    JsonLine line = new JsonLine().begin();
    Replies.fields(line, info);
    return line.end().bytes();
  }

  /** Reads it; null if it is none. */
  public static @Nullable ClientInfo read(byte[] json) {
    try {
      return read(Json.MAPPER.readTree(json));
    } catch (JacksonException e) {
      return null;
    }
  }

  /** As a part of a larger document. */
  public static JsonNode node(ClientInfo info) {
    return Json.MAPPER.readTree(new String(json(info), StandardCharsets.UTF_8));
  }

  /** Reads a part of a larger document; null if it is none. */
  public static @Nullable ClientInfo read(@Nullable JsonNode node) {
    if (node == null || !node.isObject()) {
      return null;
    }
    try {
      Fields fields = new Fields(node);
      return new ClientInfo(
          fields.text("user"),
          fields.text("client"),
          fields.raw("conn_info"),
          fields.raw("chan_info"));
    } catch (MalformedFrameException e) {
      return null;
    }
  }
}
