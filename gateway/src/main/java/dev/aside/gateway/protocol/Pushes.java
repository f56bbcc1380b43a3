package dev.aside.gateway.protocol;

/** What the server says unasked, each one JSON object on one line. Stateless. */
public final class Pushes {
  private Pushes() {}

  /** A message. */
  public static byte[] publication(String channel, Publication publication) {
    JsonLine line = start(channel).begin("pub");
    return Replies.publication(line, publication).end().end().end().bytes();
  }

  /** Somebody has subscribed. */
  public static byte[] join(String channel, ClientInfo who) {
    return presence(channel, "join", who);
  }

  /** Somebody has gone. */
  public static byte[] leave(String channel, ClientInfo who) {
    return presence(channel, "leave", who);
  }

  /** The client is subscribed no more; it comes back by itself for codes from 2500. */
  public static byte[] unsubscribe(String channel, int code, String reason) {
    JsonLine line = start(channel).begin("unsubscribe").number("code", code);
    return line.text("reason", reason).end().end().end().bytes();
  }

  private static byte[] presence(String channel, String what, ClientInfo who) {
    JsonLine line = start(channel).begin(what);
    Replies.info(line, "info", who);
    return line.end().end().end().bytes();
  }

  private static JsonLine start(String channel) {
    return new JsonLine().begin().begin("push").text("channel", channel);
  }
}
