package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Compression;
import dev.aside.cache.EntryOptions;
import dev.aside.cache.Freshness;
import dev.aside.cache.SigningKeys;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signed, compressed and foreign forms through the server's own scripts. */
final class StoredFormsTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private static final long LARGEST_VERSION = 1L << 53;

  private final Aside writers = open();
  private final Aside readers = open();

  private static Aside open() {
    return Aside.builder(redis.uri()).commandTimeout(Duration.ofSeconds(10)).build();
  }

  @BeforeEach
  void await() {
    for (Aside aside : new Aside[] {writers, readers}) {
      Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
    }
  }

  @AfterEach
  void close() {
    writers.close();
    readers.close();
  }

  private static AsideCache<String, String> signed(CacheBuilder<String, String> builder) {
    return builder
        .noLocal()
        .compression(Compression.lz4())
        .signingKeys(SigningKeys.of(1, new byte[32]))
        .hashKeys(new byte[32])
        .tags((key, value) -> Set.of("all"))
        .build();
  }

  @Test
  void get_signedValuesOfEverySizeAndVersion_areServed() {
    AsideCache<String, String> writer = signed(writers.cache("text", Codec.utf8()));
    AsideCache<String, String> reader = signed(readers.cache("text", Codec.utf8()));
    for (int length : new int[] {0, 100, 20_000, 200_000}) {
      for (long version : new long[] {0, 1, LARGEST_VERSION}) {
        String key = length + "-" + version;
        String value = text(length);
        writer.put(key, value, EntryOptions.defaults().version(version));
        assertEquals(value, reader.get(key, k -> "loaded"), key);
      }
      String value = text(length);
      String key = "loaded-" + length;
      writer.get(key, k -> value);
      Await.until("it is stored", () -> value.equals(reader.peek(key)));
    }

    assertEquals(0, reader.stats().unreadable());
    assertEquals(0, reader.stats().misplaced());
    assertEquals(0, reader.stats().loads());
  }

  @Test
  void get_entryOfANewerFormat_isLoadedAndLeftAlone() {
    AsideCache<String, String> cache = readers.cache("text", Codec.utf8()).noLocal().build();
    writers.cache("text", Codec.utf8()).build().put("42", "of the next version");
    try (RespClient next = redis.client()) {
      next.command("SETRANGE", "text:42", "0", "R2");
      byte[] before = next.bytes("GET", "text:42");

      assertEquals("v1", cache.get("42", key -> "v1"));
      assertEquals("v2", cache.get("42", key -> "v2", Freshness.STRICT)); // not the load before

      assertArrayEquals(before, next.bytes("GET", "text:42"));
    }
    assertEquals(0, cache.stats().fills());
  }

  /** Part of it can be compressed. */
  private static String text(int length) {
    Random random = new Random(length);
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      text.append("কলকাতা ").append((char) ('a' + random.nextInt(26)));
    }
    text.setLength(length);
    return text.toString();
  }
}
