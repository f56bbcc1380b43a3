package dev.aside.embedded;

import java.util.Arrays;
import java.util.Locale;

/** The platforms there is a redis-server 7.0.15 for, with the digests of the files. Immutable. */
enum Platform {
  LINUX_AMD64("linux-amd64", "c0cdeef856b3410fd99d6ec6fc6a20302e69059b00ce5d6abab7b3e5069ea91e"),
  LINUX_ARM64("linux-arm64", "d5c7ff117caf45d7dc2f59c1f956e1830438779947d66aa5647c2cdcc16eca50"),
  DARWIN_AMD64("darwin-amd64", "e22a3d9147802bba0724efb2e446c49e1e514e76ff8031bb6d44b8628400d8f3"),
  DARWIN_ARM64("darwin-arm64", "07838a2eb6f5961c89d8e6f1f83482de355dfc6bb04e05bfb00ae1f137dee129");

  private final String fileName;
  private final String sha256;

  Platform(String name, String sha256) {
    this.fileName = "redis-server-7.0.15-" + name;
    this.sha256 = sha256;
  }

  /**
   * The platform with these values of the system properties {@code os.name} and {@code os.arch}.
   *
   * @throws RedisStartException if there is no server for it
   */
  static Platform of(String osName, String osArch) {
    String name = os(osName) + "_" + architecture(osArch);
    return Arrays.stream(values())
        .filter(platform -> platform.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RedisStartException(
                    "platform: %s on %s (expected: Linux or macOS on x86-64 or ARM64). %s"
                        .formatted(osName, osArch, ServerBinary.NAME_ANOTHER),
                    null));
  }

  /** The name of the file, in the resource jar and in the cache folder. */
  String fileName() {
    return fileName;
  }

  /** The SHA-256 of the file, in lower-case hexadecimal digits. */
  String sha256() {
    return sha256;
  }

  private static String os(String osName) {
    String lower = osName.toLowerCase(Locale.ROOT);
    return lower.startsWith("mac") ? "DARWIN" : lower.startsWith("linux") ? "LINUX" : "";
  }

  private static String architecture(String osArch) {
    return switch (osArch.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> "AMD64";
      case "aarch64", "arm64" -> "ARM64";
      default -> "";
    };
  }
}
