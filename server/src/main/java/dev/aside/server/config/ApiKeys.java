package dev.aside.server.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Keys by which an application's backend is known. Immutable; shows nothing of them. */
public final class ApiKeys {
  /** Shorter ones could be guessed. */
  static final int MIN_BYTES = 16;

  private final List<byte[]> keys;

  private ApiKeys(List<byte[]> keys) {
    this.keys = keys;
  }

  /** One key a line; empty lines are passed over. */
  static ApiKeys of(String lines) {
    List<byte[]> keys =
        lines
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList();
    if (keys.stream().anyMatch(key -> key.length < MIN_BYTES)) {
      throw new IllegalArgumentException("too short");
    }
    return new ApiKeys(keys);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whether {@code key} is one of them; takes as long for one that is nearly right. */
  public boolean contain(String key) {
    byte[] given = key.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (byte[] known : keys) {
      found |= MessageDigest.isEqual(known, given);
    }
    return found;
  }

  @Override
  public String toString() {
    return "ApiKeys[" + keys.size() + "]";
  }
}
