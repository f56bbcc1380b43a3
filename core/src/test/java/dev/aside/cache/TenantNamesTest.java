package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stored names of keys that have tenants. */
final class TenantNamesTest {
  private final KeyNames<TenantKey<String>> names = names(KeyDigest.ofLongKeys());

  @ParameterizedTest
  @CsvSource({
    "acme, 42, user:acme:42",
    "a:b, c, user:a%3Ab:c",
    "a, b:c, user:a:b%3Ac",
    "h, 42, user:%68:42",
    "রবি, 42, user:%E0%A6%B0%E0%A6%AC%E0%A6%BF:42"
  })
  void of_tenantAndKey_areTwoParts(String tenant, String key, String expected) {
    byte[] name = names.of(new TenantKey<>(tenant, key));

    assertEquals(expected, text(name));
    assertEquals(new TenantKey<>(tenant, key), names.keyOf(name));
    assertFalse(names.isDigest(name));
  }

  @Test
  void of_longKey_isADigestOfBoth() {
    String key = "x".repeat(300);
    byte[] acme = names.of(new TenantKey<>("acme", key));

    assertTrue(text(acme).matches("user:h:[0-9a-f]{32}"), text(acme));
    assertTrue(names.isDigest(acme));
    assertFalse(text(acme).equals(text(names.of(new TenantKey<>("globex", key)))));
  }

  @Test
  void of_tenantOutsideTheLimits_isRefused() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> names.of(new TenantKey<>("x".repeat(101), "42")));

    assertEquals("tenant: 101 bytes (expected: 1 to 100 bytes of UTF-8)", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> names.of(new TenantKey<>("a\uD800", "42")));
  }

  @Test
  void keyOf_nameOfACacheWithoutTenants_isNull() {
    assertNull(names.keyOf("user:42".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void of_manyPairs_neverShareAName() {
    for (KeyDigest digest : new KeyDigest[] {KeyDigest.ofLongKeys(), KeyDigest.ofEveryKey(null)}) {
      KeyNames<TenantKey<String>> tried = names(digest);
      Random random = new Random(42);
      Set<TenantKey<String>> keys = new HashSet<>();
      Set<String> found = new HashSet<>();
      for (int i = 0; i < 20_000; i++) {
        TenantKey<String> key = new TenantKey<>(drawn(random), drawn(random));
        keys.add(key);
        found.add(text(tried.of(key)));
      }
      assertEquals(keys.size(), found.size());
    }
  }

  private static String drawn(Random random) {
    String alphabet = "ab:%{}h3A \nরé";
    StringBuilder text = new StringBuilder();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static KeyNames<TenantKey<String>> names(KeyDigest digest) {
    return new KeyNames<>("", "user", KeyType.ofTenants(KeyType.of(String.class)), digest);
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.US_ASCII);
  }
}
