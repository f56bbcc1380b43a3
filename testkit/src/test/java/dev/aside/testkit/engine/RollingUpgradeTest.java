package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Caches;
import dev.aside.cache.Compression;
import dev.aside.cache.Explanation;
import dev.aside.cache.RawAnswer;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Environment;
import dev.aside.spi.Lifetime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Two versions of a service on one server: each reads what it can, and they do not replace each
 * other's values in turn.
 */
final class RollingUpgradeTest {
  private static final byte[] NAME = "user:42".getBytes(StandardCharsets.US_ASCII);
  private static final int ROUNDS = 10;

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();

  private AsideCache<String, String> cache(
      Fleet.Process process, UnaryOperator<CacheBuilder<String, String>> settings) {
    return process.cache(b -> settings.apply(b.loader(key -> key + "#" + loads.incrementAndGet())));
  }

  private AsideCache<String, String> older() {
    return cache(p, b -> b);
  }

  private AsideCache<String, String> newer() {
    return Caches.over(
            NewerBuild.over(q.link), new Environment(fleet.time, new Random(1), q.tasks::add), "")
        .builder("user", String.class, Codec.utf8())
        .ttlJitter(0)
        .loader(key -> key + "#" + loads.incrementAndGet())
        .build();
  }

  @Test
  void format_older_isReadByTheNewer() {
    p.settle(older().async().get("42"));

    assertEquals("42#1", q.settle(newer().async().get("42")));
  }

  @Test
  void format_newer_isLoadedWithoutStoringByTheOlder() {
    AsideCache<String, String> older = older();
    AsideCache<String, String> newer = newer();
    q.settle(newer.async().get("42"));
    byte[] before = stored();

    for (int i = 2; i < 2 + ROUNDS; i++) {
      assertEquals("42#" + i, p.settle(older.async().get("42")));
      assertEquals("42#1", q.settle(newer.async().get("42")));
    }

    assertArrayEquals(before, stored(), "nothing was replaced");
    assertEquals(1, newer.stats().loads());
    assertEquals(Explanation.Remote.FOREIGN, p.settle(older.async().explain("42")).remote());
  }

  @Test
  void format_newer_isInvalidatedAndReplacedByWritesOfTheOlder() {
    AsideCache<String, String> older = older();
    AsideCache<String, String> newer = newer();
    q.settle(newer.async().get("42"));

    p.settle(older.async().invalidate("42"));
    assertEquals("42#2", q.settle(newer.async().get("42")));
    p.settle(older.async().put("42", "put"));
    assertEquals("put", q.settle(newer.async().get("42")));
  }

  @Test
  void schema_older_isReplacedOnce() {
    AsideCache<String, String> before = cache(p, b -> b.schema(1));
    AsideCache<String, String> after = cache(q, b -> b.schema(2));
    p.settle(before.async().get("42"));
    assertEquals(Explanation.Remote.OUTDATED, q.settle(after.async().explain("42")).remote());

    assertEquals("42#2", q.settle(after.async().get("42")));

    assertEquals(1, after.stats().otherForm());
    assertEquals(0, after.stats().unreadable());
    assertEquals(RawAnswer.Source.REMOTE, q.settle(after.raw().answer("42")).source());
  }

  @Test
  void schema_bothInUse_theNewerStaysAndTheOlderLoadsWithoutStoring() {
    AsideCache<String, String> before = cache(p, b -> b.schema(1));
    AsideCache<String, String> after = cache(q, b -> b.schema(2));
    q.settle(after.async().get("42"));
    byte[] stored = stored();

    for (int i = 2; i < 2 + ROUNDS; i++) {
      assertEquals("42#" + i, p.settle(before.async().get("42")));
      assertEquals("42#1", q.settle(after.async().get("42")));
    }

    assertArrayEquals(stored, stored(), "nothing was replaced");
    assertEquals(ROUNDS, before.stats().otherForm());
    assertEquals(1, after.stats().loads());
  }

  @Test
  void schema_manyKeysAtOnce_eachGoesItsWay() {
    AsideCache<String, String> before = cache(p, b -> b.schema(1));
    AsideCache<String, String> after = cache(q, b -> b.schema(2));
    p.settle(before.async().get("old"));
    q.settle(after.async().get("new"));

    assertEquals(2, q.settle(after.async().getAll(List.of("old", "new"))).size());
    assertEquals(2, p.settle(before.async().getAll(List.of("old", "new"))).size());

    assertEquals(2, before.stats().otherForm(), "both are of the newer schema by now");
    assertEquals(1, after.stats().otherForm());
  }

  @Test
  void schema_ofTheCodec_isTheDefault() {
    Codec<String> third =
        new Codec<>() {
          @Override
          public byte[] encode(String value) {
            return Codec.utf8().encode(value);
          }

          @Override
          public String decode(byte[] bytes) {
            return Codec.utf8().decode(bytes);
          }

          @Override
          public int schemaId() {
            return 3;
          }
        };
    AsideCache<String, String> own =
        q.caches.builder("user", String.class, third).loader(key -> "third").build();
    p.settle(cache(p, b -> b.schema(3)).async().get("42"));

    assertEquals("42#1", q.settle(own.async().get("42")));
  }

  @Test
  void schema_older_isNoAnswerOfPeek() {
    p.settle(cache(p, b -> b.schema(1)).async().get("42"));

    assertNull(q.settle(cache(q, b -> b.schema(2)).async().peek("42")));
  }

  /** The test kit does without lz4-java. */
  @Test
  void compressed_withoutTheLibrary_isLeftAlone() {
    AsideCache<String, String> cache = older();
    p.settle(cache.async().put("42", "long enough"));
    byte[] entry = stored();
    entry[EntryHeader.FLAGS] = 4;
    entry[75] = 1; // LZ4; then the length when inflated
    ByteBuffer.wrap(entry, entry.length - 4, 4).putInt(checkSum(entry));
    Fleet.join(fleet.shared.store().put(NAME, entry, new Lifetime(9, 9, 9, 0)));

    assertEquals("42#1", p.settle(cache.async().get("42")));
    assertEquals("42#2", p.settle(cache.async().get("42")));
    assertEquals(2, cache.stats().otherForm());
    assertThrows(IllegalStateException.class, Compression::lz4);
  }

  private static int checkSum(byte[] entry) {
    CRC32C crc = new CRC32C();
    crc.update(entry[EntryHeader.FLAGS]);
    crc.update(entry, EntryHeader.KEY_CHECK, entry.length - 4 - EntryHeader.KEY_CHECK);
    return (int) crc.getValue();
  }

  private byte[] stored() {
    byte[] entry = Fleet.join(fleet.shared.store().get(NAME));
    assertNotNull(entry);
    return entry;
  }
}
