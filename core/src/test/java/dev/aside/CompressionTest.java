package dev.aside;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.cache.AsideCache;
import dev.aside.cache.Compression;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compression as the users of a cache see it: not at all. */
final class CompressionTest {
  private static final String LARGE = "সত্যেন্দ্রনাথ ".repeat(1_000);

  private final Aside aside = Aside.connect("memory:");
  private final AsideCache<String, String> packing =
      aside.cache("text", Codec.utf8()).noLocal().compression(Compression.lz4()).build();
  private final AsideCache<String, String> plain =
      aside.cache("text", Codec.utf8()).noLocal().loader(key -> LARGE).build();

  @AfterEach
  void close() {
    aside.close();
  }

  @Test
  void get_compressedByAnother_isServed() {
    packing.put("42", LARGE);

    assertEquals(LARGE, plain.peek("42"));
    assertEquals(LARGE, plain.get("42"));
    assertEquals(0, plain.stats().loads());
  }

  @Test
  void raw_compressed_isWhatTheCodecWrote() {
    packing.put("42", LARGE);

    byte[] expected = LARGE.getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(expected, plain.raw().get("42"));
    assertArrayEquals(expected, plain.raw().peek("42"));
    assertEquals(0, plain.stats().loads());
  }

  @Test
  void explain_compressed_isStoredSmall() {
    packing.put("42", LARGE);

    int stored = packing.explain("42").storedBytes();
    assertEquals(true, stored > 0 && stored < LARGE.length() / 10, "bytes: " + stored);
  }

  @Test
  void maxValueBytes_isOfTheValueAsEncoded() {
    AsideCache<String, String> narrow =
        aside
            .cache("narrow", Codec.utf8())
            .maxValueBytes(10_000)
            .compression(Compression.lz4())
            .build();

    assertThrows(IllegalArgumentException.class, () -> narrow.put("42", LARGE));
  }

  @Test
  void get_inflatedLargerThanAllowed_isReplaced() {
    packing.put("42", LARGE);
    AsideCache<String, String> narrow =
        aside
            .cache("text", Codec.utf8())
            .noLocal()
            .maxValueBytes(10_000)
            .loader(key -> "small")
            .build();

    assertEquals("small", narrow.get("42"));
    assertEquals(1, narrow.stats().unreadable());
  }
}
