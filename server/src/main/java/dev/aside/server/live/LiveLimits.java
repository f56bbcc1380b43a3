package dev.aside.server.live;

import java.time.Duration;

/** The limits of live channels, each with what happens at it. */
public final class LiveLimits {
  /** Bytes of one published message in UTF-8; more: 413. */
  public static final int MAX_MESSAGE = 64 << 10;

  /** A form spells a byte as three in the worst case; the rest is for the other fields. */
  static final int MAX_PUBLISH_BODY = 3 * MAX_MESSAGE + (8 << 10);

  /** Bytes of one frame from a client; more: 1009. */
  public static final int MAX_FRAME = 64 << 10;

  /** Channels with a session in this process; a session of a further one: 503. */
  static final int MAX_CHANNELS = 10_000;

  /** Bytes that wait for one session; beyond, it is closed and must come back. */
  static final int MAX_QUEUED = 1 << 20;

  /** How long a session's network may take nothing at all while something waits for it. */
  static final Duration WRITE_DEADLINE = Duration.ofSeconds(10);

  /** Bytes handed to a session's network at once; the rest waits where it can still be dropped. */
  static final int MAX_IN_NETWORK = 64 << 10;

  /** Bytes of messages that wait for one event loop; beyond, the channel's reader waits. */
  static final int MAX_LOOP_BACKLOG = 8 << 20;

  /** How long that reader waits before it drops a message and reports a gap. */
  static final Duration LOOP_PATIENCE = Duration.ofSeconds(5);

  /** Bytes of messages that are written to all sessions in one turn of their loop. */
  static final int MAX_TURN = 256 << 10;

  /** How long a new session waits for its channel's subscription before it is let in anyway. */
  static final Duration SUBSCRIBE_PATIENCE = Duration.ofSeconds(2);

  /** How often an event stream says that it is alive. */
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** How often a WebSocket is asked whether it is alive. */
  static final Duration PING = Duration.ofSeconds(20);

  /** How long a WebSocket may answer nothing; then it is closed. */
  static final Duration SILENCE = Duration.ofSeconds(60);

  /** Pings that a client may send in {@link #PING}; more: 1008. */
  static final int MAX_CLIENT_PINGS = 40;

  /** How long a client has to take its close frame; then its connection is cut. */
  static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

  /** What an event stream's client waits before it comes back. */
  static final Duration RETRY = Duration.ofSeconds(2);

  private LiveLimits() {}
}
