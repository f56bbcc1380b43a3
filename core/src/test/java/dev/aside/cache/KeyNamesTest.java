package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyNamesTest {

  @ParameterizedTest
  @CsvSource({
    "42, user:42",
    "a.b-c_d~e@f/g, user:a.b-c_d~e@f/g",
    "a:b, user:a%3Ab",
    "{x}, user:%7Bx%7D",
    "100%, user:100%25",
    "রবি, user:%E0%A6%B0%E0%A6%AC%E0%A6%BF",
    "h:1, user:h%3A1"
  })
  void of_key_isEncoded(String key, String expected) {
    assertEquals(expected, name("", key));
  }

  @Test
  void of_controlCharactersAndSpaces_areEncoded() {
    assertEquals("user:a%0D%0Ab%00%20%7F", name("", "a\r\nb\0 \177"));
  }

  @Test
  void of_prefix_comesFirst() {
    assertEquals("shop:user:42", name("shop:", "42"));
  }

  @Test
  void of_longKey_isDigestOfFixedLength() {
    String name = name("", "x".repeat(201));

    assertTrue(name.matches("user:h:[0-9a-f]{32}"), name);
    assertEquals("user:" + "x".repeat(200), name("", "x".repeat(200)));
  }

  @Test
  void of_hashKeys_everyKeyIsADigest() {
    String plain = name("", "user", "42", KeyDigest.ofEveryKey(null));

    assertEquals("user:h:73475cb40a568e8da8a045ced110137e", plain);
    assertThrows(
        IllegalArgumentException.class, () -> name("", "user", "", KeyDigest.ofEveryKey(null)));
  }

  @Test
  void of_hashKeysWithASecret_dependsOnSecretCacheAndKey() {
    KeyDigest one = KeyDigest.ofEveryKey(KeyedHash.of("secret", new byte[32]));
    byte[] secret = new byte[32];
    secret[0] = 1;
    KeyDigest two = KeyDigest.ofEveryKey(KeyedHash.of("secret", secret));
    Set<String> names =
        Set.of(
            name("", "user", "42", one),
            name("", "user", "43", one),
            name("", "item", "42", one).replace("item", "user"),
            name("", "user", "42", two),
            name("", "user", "42", KeyDigest.ofEveryKey(null)));

    assertEquals(5, names.size());
    names.forEach(name -> assertTrue(name.matches("user:h:[0-9a-f]{32}"), name));
  }

  @Test
  void of_keyThatIsLongOnlyWhenEncoded_isDigest() {
    assertTrue(name("", "ক".repeat(60)).startsWith("user:h:"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1025})
  void of_keyOutsideTheLimits_isRefused(int length) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> name("", "x".repeat(length)));

    assertEquals(
        "key: " + length + " bytes (expected: 1 to 1024 bytes of UTF-8)", error.getMessage());
  }

  @Test
  void of_loneSurrogate_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> name("", "a\uD800b"));
  }

  @Test
  void of_manyDifferentKeys_neverShareAName() {
    Random random = new Random(42);
    String alphabet = "ab:%{}h3A \nরé";
    Set<String> keys = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder key = new StringBuilder();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        key.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      keys.add(key.toString());
      names.add(name("", key.toString()));
    }

    assertEquals(keys.size(), names.size());
  }

  @Test
  void textOf_typesWithOneTextPerValue_areTaken() {
    assertEquals("7", KeyType.of(Long.class).write(7L));
    assertEquals("MONDAY", KeyType.of(DayOfWeek.class).write(DayOfWeek.MONDAY));
    UUID id = new UUID(1, 2);
    assertEquals(id.toString(), KeyType.of(UUID.class).write(id));
  }

  @Test
  void textOf_otherTypes_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> KeyType.of(Double.class));
    assertThrows(IllegalArgumentException.class, () -> KeyType.of(Object.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "{a}", "ক"})
  void checkCacheName_oddName_isRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> KeyNames.checkCacheName(name));
  }

  private static String name(String prefix, String key) {
    return name(prefix, "user", key, KeyDigest.ofLongKeys());
  }

  private static String name(String prefix, String cache, String key, KeyDigest digest) {
    KeyNames<String> names = new KeyNames<>(prefix, cache, KeyType.of(String.class), digest);
    return new String(names.of(key), StandardCharsets.US_ASCII);
  }
}
