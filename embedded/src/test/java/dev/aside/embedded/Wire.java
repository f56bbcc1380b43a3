package dev.aside.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The smallest Redis client there is: one command, one connection, the raw reply. */
final class Wire {
  private static final int TIMEOUT_MILLIS = 10_000;

  private Wire() {}

  static String ask(int port, String command) throws IOException {
    return ask(port, command, TIMEOUT_MILLIS);
  }

  static String ask(int port, String command, int timeoutMillis) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(timeoutMillis);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] reply = new byte[4096]; // the server writes replies this short in one piece
      int length = socket.getInputStream().read(reply);
      return new String(reply, 0, Math.max(0, length), StandardCharsets.UTF_8).strip();
    }
  }
}
