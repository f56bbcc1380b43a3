package dev.aside.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * Where the stamps of one cache's tags are stored. A tag is known by 64 bits of a digest, so that a
 * value needs to carry no names; two tags that share them are invalidated together. Immutable.
 *
 * <pre>
 *   user, city:Dhaka      aside:tag:user:&lt;16 hex digits&gt;
 * </pre>
 */
final class TagNames {
  /** The tags of one value. */
  static final int MAX_TAGS = FrameLayout.MAX_TAGS - 1;

  /** A tag that every value of the cache has: bumping it clears the cache. */
  static final long ROOT = 0;

  /** Not of any value: bumped before any other tag, so that it tells whether any was. */
  static final long PULSE = 1;

  private static final HexFormat HEX = HexFormat.of();
  private static final int MAX_TAG_BYTES = 1_024;

  private final String prefix;
  private final byte[] prefixBytes;

  TagNames(String keyPrefix, String cache) {
    prefix = keyPrefix + "aside:tag:" + cache + ":";
    prefixBytes = prefix.getBytes(StandardCharsets.US_ASCII);
  }

  /** Checks {@code tags} and gives their hashes. */
  static long[] hashes(Collection<String> tags) {
    if (tags.size() > MAX_TAGS) {
      throw new IllegalArgumentException(
          "tags: " + tags.size() + " (expected: at most " + MAX_TAGS + ")");
    }
    return tags.stream().mapToLong(TagNames::hash).distinct().toArray();
  }

  private static long hash(String tag) {
    byte[] bytes = tag.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_TAG_BYTES) {
      throw new IllegalArgumentException(
          "tag: " + bytes.length + " bytes (expected: 1 to " + MAX_TAG_BYTES + " bytes of UTF-8)");
    }
    long hash = dev.aside.spi.EntryHeader.number(sha256(bytes), 0);
    return (hash == ROOT || hash == PULSE) ? 2 : hash;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** The key of the stamp of a tag. */
  byte[] of(long hash) {
    return (prefix + HEX.toHexDigits(hash)).getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether {@code name} is the key of a tag of this cache. */
  boolean isOurs(byte[] name) {
    int length = prefixBytes.length;
    return name.length == length + 2 * Long.BYTES
        && java.util.Arrays.equals(name, 0, length, prefixBytes, 0, length);
  }

  /** The tag whose key {@code name} is. */
  long hashOf(byte[] name) {
    return HexFormat.fromHexDigitsToLong(
        new String(name, prefixBytes.length, 2 * Long.BYTES, StandardCharsets.US_ASCII));
  }
}
