package dev.aside.server.gateway;

import java.util.List;

/** Lines of the protocol, as they travel together. Stateless. */
final class Lines {
  private Lines() {}

  /** With a line feed between each two. */
  static byte[] join(List<byte[]> lines) {
    if (lines.size() == 1) {
      return lines.get(0);
    }
    int length = lines.size() - 1;
    for (byte[] line : lines) {
      length += line.length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] line : lines) {
      if (at > 0) {
        joined[at++] = '\n';
      }
      System.arraycopy(line, 0, joined, at, line.length);
      at += line.length;
    }
    return joined;
  }
}
