package dev.aside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.cache.AsideCache;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AsideTest {

  @Test
  void get_secondTime_doesNotLoad() {
    try (Aside aside = Aside.connect("memory:")) {
      AsideCache<String, String> users = aside.cache("user", String.class).build();

      assertEquals("Ada", users.get("42", key -> "Ada"));
      assertEquals("Ada", users.get("42", key -> "Bob"));
      assertEquals(1, users.stats().loads());
      assertTrue(aside.health().live());
    }
  }

  @Test
  void get_typedKeys_areStoredUnderTheirText() {
    try (Aside aside = Aside.connect("memory:")) {
      AsideCache<Long, String> numbers = aside.cache("n", Long.class, String.class).build();

      assertEquals("7!", numbers.get(7L, key -> key + "!"));
      assertEquals("7!", numbers.peek(7L));
      assertNull(numbers.peek(8L));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:6379", "", ":", "redis", "mystery://x", "memory:more"})
  void connect_uriThatNobodyKnows_saysWhatIsExpected(String uri) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Aside.connect(uri));

    assertTrue(String.valueOf(error.getMessage()).startsWith("uri: "), error.getMessage());
    assertTrue(String.valueOf(error.getMessage()).contains("(expected: "), error.getMessage());
  }

  @Test
  void connect_unknownSchemeWithPassword_keepsItSecret() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> Aside.connect("rediz://u:canary-secret@h/0"));

    assertFalse(String.valueOf(error.getMessage()).contains("canary-secret"));
  }

  @Test
  void close_thenUse_isRefused() {
    Aside aside = Aside.connect("memory:");
    AsideCache<String, String> users = aside.cache("user", String.class).build();
    aside.close();
    aside.close();

    assertThrows(IllegalStateException.class, () -> users.get("42", key -> "Ada"));
  }

  @ParameterizedTest
  @CsvSource({"PT0S", "PT-1S", "P31D"})
  void ttl_outsideItsRange_isRefused(Duration ttl) {
    try (Aside aside = Aside.connect("memory:")) {
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class, () -> aside.cache("user", String.class).ttl(ttl));

      assertEquals("ttl: " + ttl + " (expected: PT0.001S to PT720H)", error.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void ttlJitter_outsideItsRange_isRefused(double jitter) {
    try (Aside aside = Aside.connect("memory:")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> aside.cache("user", String.class).ttlJitter(jitter));
    }
  }
}
