package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
  @ParameterizedTest
  @CsvSource({
    "redis://localhost,                    localhost,     6379, 0, false",
    "redis://localhost/,                   localhost,     6379, 0, false",
    "redis://localhost:6380,               localhost,     6380, 0, false",
    "redis://10.0.0.1:6380/3,              10.0.0.1,      6380, 3, false",
    "REDIS://cache_1.example.com/15,       cache_1.example.com, 6379, 15, false",
    "rediss://cache.example.com:6390/1,    cache.example.com,   6390, 1, true",
    "redis://[::1]:6380/2,                 ::1,           6380, 2, false",
    "redis://u:p@h:1/4,                    h,             1,    4, false",
    "redis://h?,                           h,             6379, 0, false",
  })
  void parse_wellFormed_hasParts(String uri, String host, int port, int database, boolean tls) {
    RedisAddress address = RedisAddress.parse(uri);

    assertEquals(host, address.host());
    assertEquals(port, address.port());
    assertEquals(database, address.database());
    assertEquals(tls, address.tls());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "redis://h,                         -,       -",
        "redis://@h,                        -,       -",
        "redis://:secret@h,                 -,       secret",
        "redis://ann:secret@h,              ann,     secret",
        "redis://ann@h,                     ann,     -",
        "redis://ann:@h,                    ann,     -",
        "redis://a%40b:p%3A%2F%40%25%3F@h,  a@b,     p:/@%?",
        "redis://ann:a+b!$&'()*;=~@h,       ann,     a+b!$&'()*;=~",
        "redis://ann:%E0%A6%B6@h,           ann,     শ",
      })
  void parse_login_isDecoded(String uri, String user, String password) {
    RedisAddress address = RedisAddress.parse(uri);

    assertEquals(user, address.user());
    assertEquals(password, address.password());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis:",
        "redis://",
        "redis:///0",
        "redis://:SECRET@",
        "redis://:SECRET@/0",
        "redis://:SE/CRET@h",
        "redis://:SECRET@h:port",
        "redis://:SECRET@h:0",
        "redis://:SECRET@h:65536",
        "redis://:SECRET@h:99999999999",
        "redis://:SECRET@h/one",
        "redis://:SECRET@h/-1",
        "redis://:SECRET@h/0/1",
        "redis://:SECRET@h?timeout=1s",
        "redis://:SECRET@h#0",
        "redis://:SECRET@h h",
        "redis://a:b:SECRET@h",
        "redis://a@b:SECRET@h",
        "redis://:SECRET%@h",
        "redis://:SECRET%4@h",
        "redis://:SECRET%zz@h",
        "redis://:SECRET@h:1:2",
        "redis-cluster://:SECRET@h",
      })
  void parse_malformed_saysFormAndNothingOfTheUri(String uri) {
    var error = assertThrows(IllegalArgumentException.class, () -> RedisAddress.parse(uri));

    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("uri: "), message);
    assertTrue(message.contains("(expected: redis://[user:password@]host[:port][/db]"), message);
    assertFalse(message.contains("SECRET"), message);
    assertNull(error.getCause());
  }

  @Test
  void toString_always_isHostAndPortOnly() {
    assertEquals("h:6379", RedisAddress.parse("redis://ann:secret@h/3").toString());
    assertEquals("[::1]:6379", RedisAddress.parse("redis://[::1]").toString());
  }
}
