package dev.aside.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a port to listen on, below those that systems hand out to outgoing connections. There a
 * client that keeps trying a dead server's port would sooner or later be given that very port for
 * its own end, be connected to itself, and keep the server from coming back.
 */
final class FreePort {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;

  /** So many in a row are taken only where something else is wrong. */
  private static final int MAX_TRIES = 100;

  private FreePort() {}

  /** A port that was free just now; somebody else may take it before we do. */
  static int find() {
    for (int i = 0; i < MAX_TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new RedisStartException(
        "port: none of %d tried is free (expected: one of %d to %d)"
            .formatted(MAX_TRIES, LOWEST, HIGHEST),
        null);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
