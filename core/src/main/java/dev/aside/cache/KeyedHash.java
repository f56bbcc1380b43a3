package dev.aside.cache;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 under one secret, which nothing gives out again. Thread-safe. */
final class KeyedHash {
  /** As long as the hash: a shorter secret would be easier to guess than the hash itself. */
  static final int MIN_SECRET_BYTES = 32;

  static final int MAX_SECRET_BYTES = 1024;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final Mac prototype; // never fed, so that copies can be made by many threads at once

  private KeyedHash(SecretKeySpec key) {
    this.key = key;
    this.prototype = create();
  }

  /** Under a copy of {@code secret}. */
  static KeyedHash of(String setting, byte[] secret) {
    if (secret.length < MIN_SECRET_BYTES || secret.length > MAX_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "%s: %d bytes (expected: %d to %d bytes)"
              .formatted(setting, secret.length, MIN_SECRET_BYTES, MAX_SECRET_BYTES));
    }
    return new KeyedHash(new SecretKeySpec(secret, ALGORITHM));
  }

  /** A hash that has been fed nothing yet; confined to its caller. */
  Mac begin() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) { // a provider of another make
      return create();
    }
  }

  private Mac create() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }
}
