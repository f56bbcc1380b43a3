package dev.aside.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Under which keys responses lie: the URI itself if it is short, so that people can find it, else a
 * digest. Entries repeat the whole URI, which is compared. Stateless.
 */
final class CacheKeys {
  private static final int MAX_PLAIN = 512;

  private CacheKeys() {}

  /** Of a URI. No URI begins with {@code sha256:}, as none of that scheme is served. */
  static String of(String uri) {
    boolean plain = uri.length() <= MAX_PLAIN && uri.chars().allMatch(c -> c > ' ' && c < 0x7f);
    return plain ? uri : "sha256:" + digest(uri);
  }

  /** Of one of the responses of a URI; digests of texts that cannot run into each other. */
  static String of(Variants variants, String selection) {
    return "sha256:"
        + digest(variants.uri().length() + ":" + variants.uri() + selection)
        + ":"
        + Long.toUnsignedString(variants.generation(), 36);
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java", e);
    }
  }
}
