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
 * </pre>
 */
final class KeyNames<K> {
  /** Longer names are replaced by a digest: Redis compares and copies names at each command. */
  static final int MAX_PLAIN_BYTES = 200;

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
    StringBuilder name = new StringBuilder(prefix.length() + written.length());
    name.append(prefix);
    if (digest.isOfEveryKey()) {
      appendDigest(name, utf8(written));
    } else if (isPlain(written)) {
      name.append(written);
    } else {
      appendEncoded(name, utf8(written));
    }
    return name.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether {@code name} is of this cache. */
  boolean isOurs(byte[] name) {
    int length = prefixBytes.length;
    return name.length > length && Arrays.equals(name, 0, length, prefixBytes, 0, length);
  }

  /** Whether {@code name} stands for its key by a digest, from which there is no way back. */
  boolean isDigest(byte[] name) {
    // A key's own colon is always encoded.
    return name.length > prefix.length() + 1
        && name[prefix.length()] == 'h'
        && name[prefix.length() + 1] == ':';
  }

  /** The key that is stored under {@code name}; null if it cannot be told from the name. */
  @Nullable K keyOf(byte[] name) {
    if (isDigest(name)) {
      return null;
    }
    ByteArrayOutputStream key = new ByteArrayOutputStream(name.length);
    for (int i = prefix.length(); i < name.length; i++) {
      if (name[i] == '%' && i + 2 < name.length) {
        key.write(Character.digit(name[i + 1], 16) << 4 | Character.digit(name[i + 2], 16));
        i += 2;
      } else {
        key.write(name[i]);
      }
    }
    return type.read(key.toString(StandardCharsets.UTF_8));
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

  private void appendEncoded(StringBuilder name, byte[] key) {
    int start = name.length();
    for (byte b : key) {
      if (isPlain(b)) {
        name.append((char) b);
      } else {
        name.append('%');
        HEX.toHexDigits(name, b);
      }
    }
    if (name.length() - start > MAX_PLAIN_BYTES) {
      name.setLength(start);
      appendDigest(name, key);
    }
  }

  private void appendDigest(StringBuilder name, byte[] key) {
    name.append("h:").append(digest.of(prefix, key));
  }

  private static byte[] utf8(String written) {
    byte[] bytes;
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(written));
      bytes = Arrays.copyOf(encoded.array(), encoded.remaining());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("key: has a lone surrogate (expected: valid text)", e);
    }
    if (bytes.length == 0 || bytes.length > AsideCache.MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "key: "
              + bytes.length
              + " bytes (expected: 1 to "
              + AsideCache.MAX_KEY_BYTES
              + " bytes of UTF-8)");
    }
    return bytes;
  }
}
