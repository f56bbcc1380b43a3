package dev.aside.server.proxy;

import java.time.Duration;

/** The limits of the proxy, each with what happens at it. */
final class ProxyLimits {
  /** Connections to the origin for each event loop; a request beyond waits for one. */
  static final int MAX_CONNECTIONS = 256;

  /** Requests that wait for a connection; one more: 502. */
  static final int MAX_WAITING = 2_000;

  /** To connect to the origin; longer: 504. */
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** From a request to the head of its response; longer: 504. */
  static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);

  /** A connection on which nothing moves in either direction is closed. */
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  /** Bytes of the fields of a response; more: 502. */
  static final int MAX_HEADERS = 64 << 10;

  /** A GET that lost its connection before a response is sent once more, on another one. */
  static final int MAX_TRIES = 2;

  private ProxyLimits() {}
}
