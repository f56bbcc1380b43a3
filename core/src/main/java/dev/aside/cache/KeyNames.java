package dev.aside.cache;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry of one cache is stored: {@code [prefix:]cache:key}, in ASCII, so that different
 * keys never share a name and no key can reach beyond its cache. Immutable.
 *
 * <pre>
 *   user, 42          user:42
 *   user, a:b         user:a%3Ab
 *   user, {x}         user:%7Bx%7D                    braces would choose the cluster slot
 *   user, 300 x       user:h:&lt;32 hex digits&gt;         longer than 200 bytes when encoded, or hashKeys
 *   user, acme's 42   user:acme:42                    in a cache of many tenants
 * </pre>
 */
final class KeyNames<K> {
  /** Longer names are replaced by a digest: Redis compares and copies names at each command. */
  static final int MAX_PLAIN_BYTES = 200;

  /** Stands before a digest. */
  private static final String DIGEST = "h:";

  private static final Pattern CACHE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private final String prefix;
  private final byte[] prefixBytes;
  private final KeyType<K> type;
  private final KeyDigest digest;

  KeyNames(String keyPrefix, String cacheName, KeyType<K> type, KeyDigest digest) {
    this.prefix = keyPrefix + cacheName + ":";
    this.prefixBytes = prefix.getBytes(StandardCharsets.US_ASCII);
    this.type = type;
    this.digest = digest;
  }

  static String checkCacheName(String name) {
    if (!CACHE_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "cache: " + name + " (expected: 1 to 64 of A-Z a-z 0-9 . _ -)");
    }
    return name;
  }

  /**
   * The stored name of {@code key}.
   *
   * @throws IllegalArgumentException if the key is empty, too long, or not valid text
   */
  byte[] of(K key) {
    String written = type.write(key);
    String owner = owner(type.tenant(key));
    StringBuilder name = new StringBuilder(prefix.length() + owner.length() + written.length());
    name.append(prefix);
    if (digest.isOfEveryKey()) {
      appendDigest(name, owner, utf8("key", written, AsideCache.MAX_KEY_BYTES));
    } else if (isPlain(written)) {
      name.append(owner).append(written);
    } else {
      appendEncoded(name, owner, utf8("key", written, AsideCache.MAX_KEY_BYTES));
    }
    return name.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void appendEncoded(StringBuilder name, String owner, byte[] key) {
    String encoded = encoded(key);
    if (encoded.length() > MAX_PLAIN_BYTES) {
      appendDigest(name, owner, key);
    } else {
      name.append(owner).append(encoded);
    }
  }

  private void appendDigest(StringBuilder name, String owner, byte[] key) {
    name.append(DIGEST).append(digest.of(prefix, owner, key));
  }

  /** What stands before the keys of {@code tenant}; nothing if keys have no tenants. */
  private static String owner(@Nullable String tenant) {
    if (tenant == null) {
      return "";
    }
    String owner =
        (isPlain(tenant) && tenant.length() <= TenantScope.MAX_TENANT_BYTES)
            ? tenant
            : encoded(utf8("tenant", tenant, TenantScope.MAX_TENANT_BYTES));
    return (owner + ":").equals(DIGEST) ? "%68:" : owner + ":";
  }

  /** Whether {@code name} is of this cache. */
  boolean isOurs(byte[] name) {
    int length = prefixBytes.length;
    return name.length > length && Arrays.equals(name, 0, length, prefixBytes, 0, length);
  }

  /** Whether {@code name} stands for its key by a digest, from which there is no way back. */
  boolean isDigest(byte[] name) {
    // A key's or tenant's own colon is always encoded.
    return name.length > prefix.length() + 1
        && name[prefix.length()] == DIGEST.charAt(0)
        && name[prefix.length() + 1] == DIGEST.charAt(1);
  }

  /** The key that is stored under {@code name}; null if it cannot be told from the name. */
  @Nullable K keyOf(byte[] name) {
    if (isDigest(name)) {
      return null;
    }
    int from = prefix.length();
    int colon = from;
    if (type.isOfTenants()) {
      while (colon < name.length && name[colon] != ':') {
        colon++;
      }
      if (colon == name.length) {
        return null;
      }
      return type.read(decoded(name, from, colon), decoded(name, colon + 1, name.length));
    }
    return type.read("", decoded(name, from, name.length));
  }

  private static String decoded(byte[] name, int from, int to) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i++) {
      if (name[i] == '%' && i + 2 < to) {
        text.write(Character.digit(name[i + 1], 16) << 4 | Character.digit(name[i + 2], 16));
        i += 2;
      } else {
        text.write(name[i]);
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static boolean isPlain(String written) {
    int length = written.length();
    if (length == 0 || length > MAX_PLAIN_BYTES) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (!isPlain(written.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(int character) {
    return character > ' '
        && character <= '~'
        && character != '%'
        && character != ':'
        && character != '{'
        && character != '}';
  }

  private static String encoded(byte[] text) {
    StringBuilder encoded = new StringBuilder(2 * text.length);
    for (byte b : text) {
      if (isPlain(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%');
        HEX.toHexDigits(encoded, b);
      }
    }
    return encoded.toString();
  }

  private static byte[] utf8(String what, String text, int maxBytes) {
    byte[] bytes;
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      bytes = Arrays.copyOf(encoded.array(), encoded.remaining());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(what + ": has a lone surrogate (expected: valid text)", e);
    }
    if (bytes.length == 0 || bytes.length > maxBytes) {
      throw new IllegalArgumentException(
          "%s: %d bytes (expected: 1 to %d bytes of UTF-8)"
              .formatted(what, bytes.length, maxBytes));
    }
    return bytes;
  }
}
