package dev.aside.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * What stands for a key in its stored name: for long keys, or for all of them where names are not
 * to tell. With a secret nobody can try out which key a name stands for. Thread-safe.
 */
final class KeyDigest {
  /** 128 bits: two keys share a digest with a chance that nobody will live to see. */
  private static final int BYTES = 16;

  private static final byte NEVER_IN_UTF8 = (byte) 0xFF;

  private final boolean ofEveryKey;
  private final @Nullable KeyedHash secret;

  private KeyDigest(boolean ofEveryKey, @Nullable KeyedHash secret) {
    this.ofEveryKey = ofEveryKey;
    this.secret = secret;
  }

  static KeyDigest ofLongKeys() {
    return new KeyDigest(/* ofEveryKey= */ false, null);
  }

  /** By HMAC-SHA256 under {@code secret}; null: by SHA-256. */
  static KeyDigest ofEveryKey(@Nullable KeyedHash secret) {
    return new KeyDigest(/* ofEveryKey= */ true, secret);
  }

  boolean isOfEveryKey() {
    return ofEveryKey;
  }

  /**
   * In hexadecimal. With a secret, {@code cache} is covered too: equal keys do not look equal.
   *
   * @param owner whose key it is; empty if keys have no tenants
   */
  String of(String cache, String owner, byte[] key) {
    return HexFormat.of().formatHex(hash(cache, owned(owner, key)), 0, BYTES);
  }

  /** What no key of another tenant, and none without, can be. */
  private static byte[] owned(String owner, byte[] key) {
    if (owner.isEmpty()) {
      return key;
    }
    return ByteBuffer.allocate(1 + owner.length() + key.length)
        .put(NEVER_IN_UTF8)
        .put(owner.getBytes(StandardCharsets.US_ASCII)) // ends with a colon, and has no other
        .put(key)
        .array();
  }

  private byte[] hash(String cache, byte[] key) {
    if (secret == null) {
      return sha256(key);
    }
    Mac mac = secret.begin();
    mac.update(cache.getBytes(StandardCharsets.US_ASCII)); // ends with a colon, and has no other
    return mac.doFinal(key);
  }

  private static byte[] sha256(byte[] key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
