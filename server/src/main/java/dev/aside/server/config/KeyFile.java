package dev.aside.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files with keys: no secret stands in a command line, which other users of the machine can read.
 * Stateless.
 */
final class KeyFile {
  /** Larger files are no keys. */
  private static final int MAX_BYTES = 64 << 10;

  private KeyFile() {}

  static byte[] bytes(String path) {
    Path file = Path.of(path);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException("too large");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read", e);
    }
  }

  static String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }
}
