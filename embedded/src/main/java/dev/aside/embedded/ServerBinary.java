package dev.aside.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The redis-server of the resource jar, copied once into a folder that only this user may open. The
 * copy is checked by its digest each time before it runs. Thread-safe, and safe with other
 * processes doing the same.
 */
final class ServerBinary {
  static final String NAME_ANOTHER =
      "To run another server, set ASIDE_REDIS_SERVER to a redis-server or valkey-server";

  private ServerBinary() {}

  /**
   * The server for {@code platform} in {@code folder}, put there if it is missing or damaged.
   *
   * @throws RedisStartException if that cannot be; the message says why and what helps
   */
  static Path in(Path folder, Platform platform) {
    Path copy = folder.resolve(platform.fileName());
    try {
      CacheFolder.makePrivate(folder);
      if (!Files.isExecutable(copy) || !digest(copy).equals(platform.sha256())) {
        extract(platform, copy);
      }
      return copy;
    } catch (IOException | UnsupportedOperationException e) { // the latter: no POSIX file system
      throw new RedisStartException(
          "No redis-server can be kept in %s: %s. Set XDG_CACHE_HOME to another folder. %s"
              .formatted(folder, e, NAME_ANOTHER),
          e);
    }
  }

  private static void extract(Platform platform, Path copy) throws IOException {
    // A name of our own until it is complete: others may be doing the same at this moment.
    Path partial = Files.createTempFile(copy.getParent(), platform.fileName(), ".partial");
    try {
      try (InputStream resource = resource(platform)) {
        Files.copy(resource, partial, StandardCopyOption.REPLACE_EXISTING);
      }
      String digest = digest(partial);
      if (!digest.equals(platform.sha256())) {
        throw new IOException(
            "SHA-256 of %s: %s (expected: %s)"
                .formatted(platform.fileName(), digest, platform.sha256()));
      }
      Files.setPosixFilePermissions(partial, CacheFolder.PRIVATE);
      Files.move(partial, copy, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static InputStream resource(Platform platform) throws IOException {
    InputStream resource = ServerBinary.class.getResourceAsStream("/" + platform.fileName());
    if (resource == null) {
      throw new IOException(
          "resource: no %s (expected: the jar org.signal:embedded-redis on the class path)"
              .formatted(platform.fileName()));
    }
    return resource;
  }

  private static String digest(Path file) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
