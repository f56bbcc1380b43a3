package dev.aside.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers to commands, each one JSON object on one line. Stateless. */
public final class Replies {
  /** The empty reply, which clients answer. */
  public static final byte[] PING = "{}".getBytes(StandardCharsets.US_ASCII);

  private Replies() {}

  /** It was not done. */
  public static byte[] error(long id, ErrorCode error) {
    return start(id)
        .begin("error")
        .number("code", error.number())
        .text("message", error.message())
        .flag("temporary", error.temporary())
        .end()
        .end()
        .bytes();
  }

  /** It was done, and there is no more to say. */
  public static byte[] done(long id, String method) {
    return start(id).begin(method).end().end().bytes();
  }

  /**
   * The connection stands.
   *
   * @param ttlSeconds when a new token must come; 0: never
   */
  public static byte[] connected(
      long id,
      String client,
      String version,
      long ttlSeconds,
      long pingSeconds,
      Map<String, Subscribed> subscriptions) {
    JsonLine line = start(id).begin("connect").text("client", client).text("version", version);
    line.flag("expires", ttlSeconds > 0).number("ttl", ttlSeconds);
    if (!subscriptions.isEmpty()) {
      line.begin("subs");
      subscriptions.forEach((channel, result) -> result.write(line.begin(channel)).end());
      line.end();
    }
    line.number("ping", pingSeconds).flag("pong", true);
    return line.end().end().bytes();
  }

  /** The subscription stands. */
  public static byte[] subscribed(long id, Subscribed result) {
    return result.write(start(id).begin("subscribe")).end().end().bytes();
  }

  /** Who is there. */
  public static byte[] presence(long id, List<ClientInfo> clients) {
    JsonLine line = start(id).begin("presence").begin("presence");
    for (ClientInfo client : clients) {
      info(line, client.client(), client);
    }
    return line.end().end().end().bytes();
  }

  /** How many are there. */
  public static byte[] presenceStats(long id, int clients, int users) {
    return start(id)
        .begin("presence_stats")
        .number("num_clients", clients)
        .number("num_users", users)
        .end()
        .end()
        .bytes();
  }

  /** Past messages, and where the channel is now. */
  public static byte[] history(long id, List<Publication> publications, String epoch, long offset) {
    JsonLine line = start(id).begin("history");
    publications(line, publications);
    return line.text("epoch", epoch).number("offset", offset).end().end().bytes();
  }

  /** What a procedure of the application said. */
  public static byte[] rpc(long id, byte @Nullable [] data) {
    JsonLine line = start(id).begin("rpc");
    if (data != null) {
      line.raw("data", data);
    }
    return line.end().end().bytes();
  }

  /** The connection's token was taken. */
  public static byte[] refreshed(long id, String client, String version, long ttlSeconds) {
    JsonLine line = start(id).begin("refresh").text("client", client).text("version", version);
    return line.flag("expires", ttlSeconds > 0).number("ttl", ttlSeconds).end().end().bytes();
  }

  /** The subscription's token was taken. */
  public static byte[] subRefreshed(long id, long ttlSeconds) {
    JsonLine line = start(id).begin("sub_refresh");
    return line.flag("expires", ttlSeconds > 0).number("ttl", ttlSeconds).end().end().bytes();
  }

  /** What the application asked for through the server API. */
  public static byte[] result(ObjectNode result) {
    return Json.bytes(Json.object().set("result", result));
  }

  /** Why the application did not get it. */
  public static byte[] apiError(ErrorCode error) {
    ObjectNode body = Json.object().put("code", error.number()).put("message", error.message());
    return Json.bytes(Json.object().set("error", body));
  }

  /** A message as a part of a larger document. */
  public static JsonNode node(Publication publication) {
    byte[] json = publication(new JsonLine().begin(), publication).end().bytes();
    return Json.MAPPER.readTree(json);
  }

  static void publications(JsonLine line, List<Publication> publications) {
    if (publications.isEmpty()) {
      return;
    }
    line.beginList("publications");
    publications.forEach(publication -> publication(line.begin(), publication).end());
    line.endList();
  }

  static JsonLine publication(JsonLine line, Publication publication) {
    line.raw("data", publication.data());
    if (publication.info() != null) {
      info(line, "info", publication.info());
    }
    return line.number("offset", publication.offset()).text("epoch", publication.epoch());
  }

  static void info(JsonLine line, String name, ClientInfo info) {
    fields(line.begin(name), info);
    line.end();
  }

  static void fields(JsonLine line, ClientInfo info) {
    line.text("user", info.user()).text("client", info.client());
    if (info.connInfo() != null) {
      line.raw("conn_info", info.connInfo());
    }
    if (info.chanInfo() != null) {
      line.raw("chan_info", info.chanInfo());
    }
  }

  private static JsonLine start(long id) {
    return new JsonLine().begin().number("id", id);
  }
}
