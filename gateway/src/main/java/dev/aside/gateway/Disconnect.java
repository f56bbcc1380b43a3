package dev.aside.gateway;

/**
 * Why a session ends, as its client is told. From 3500 to 3999 a client stays away; for the other
 * codes it comes back. Codes and texts are those of the Centrifuge protocol.
 *
 * @param code a close code of a WebSocket
 * @param reason a short text, without anything secret
 */
public record Disconnect(int code, String reason) {
  /** The server is ending. */
  public static final Disconnect SHUTDOWN = new Disconnect(3001, "shutdown");

  /** Something failed here. */
  public static final Disconnect SERVER_ERROR = new Disconnect(3004, "internal server error");

  /** The connection's token is over and no other came. */
  public static final Disconnect EXPIRED = new Disconnect(3005, "connection expired");

  /** The client reads too slowly. */
  public static final Disconnect SLOW = new Disconnect(3008, "slow");

  /** Messages of a server-side subscription are missing. */
  public static final Disconnect INSUFFICIENT_STATE = new Disconnect(3010, "insufficient state");

  /** An operator wants the client to come anew. */
  public static final Disconnect FORCE_RECONNECT = new Disconnect(3011, "force reconnect");

  /** Pings were not answered. */
  public static final Disconnect NO_PONG = new Disconnect(3012, "no pong");

  /** More commands wait than may. */
  public static final Disconnect TOO_MANY_REQUESTS = new Disconnect(3013, "too many requests");

  /** The token is not ours, or says other than the command. */
  public static final Disconnect INVALID_TOKEN = new Disconnect(3500, "invalid token");

  /** What came is not of the protocol. */
  public static final Disconnect BAD_REQUEST = new Disconnect(3501, "bad request");

  /** No connect command came in time. */
  public static final Disconnect STALE = new Disconnect(3502, "stale");

  /** An operator wants the client to go. */
  public static final Disconnect FORCE_DISCONNECT = new Disconnect(3503, "force disconnect");

  /** The user, or everybody together, has too many connections. */
  public static final Disconnect CONNECTION_LIMIT = new Disconnect(3504, "connection limit");

  /** The token names more channels than a connection may have. */
  public static final Disconnect CHANNEL_LIMIT = new Disconnect(3505, "channel limit");

  /** The token names a channel that the connection cannot have. */
  public static final Disconnect PERMISSION_DENIED = new Disconnect(3507, "permission denied");
}
