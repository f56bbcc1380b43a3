package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.PlainEntries;
import dev.aside.testkit.Await;
import dev.aside.testkit.Backends;
import dev.aside.testkit.PlainContract;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract, and what other programs on the same server see and do. */
class LettucePlainTest extends PlainContract {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private static final byte[] KEY = Open.utf8("user:42");
  private static final byte[] ADA = Open.utf8("{\"name\":\"Ada\"}");
  private static final long MINUTE = 60_000;

  private RespClient other;
  private PlainEntries entries;

  @Override
  protected Backend open() {
    return Backends.open(redis.uri());
  }

  @BeforeEach
  void connectOther() {
    other = redis.client();
    entries = opened().store().plain();
  }

  @AfterEach
  void closeOther() {
    other.close();
  }

  @Test
  void put_readByOther_isExactlyTheBytesWithATime() {
    Await.result(entries.put(KEY, ADA, MINUTE));

    assertArrayEquals(ADA, other.bytes("GET", KEY));
    long ttl = other.number("PTTL", KEY);
    assertTrue(ttl > MINUTE / 2 && ttl <= MINUTE, "ttl: " + ttl);
    assertEquals(List.of("user:42"), other.texts("KEYS", "*"));
  }

  @Test
  void fill_readByOther_isExactlyTheBytes() {
    byte[] id = lease();
    assertEquals(List.of("{user:42}:l"), other.texts("KEYS", "*"));

    Await.result(entries.fill(KEY, id, ADA, MINUTE));

    assertArrayEquals(ADA, other.bytes("GET", KEY));
    assertEquals(List.of("user:42"), other.texts("KEYS", "*"));
  }

  @Test
  void lease_beside_isOnTheEntrysSlotAndGoesInItsTime() {
    lease();

    long ttl = other.number("PTTL", "{user:42}:l");
    assertTrue(ttl > MINUTE / 2 && ttl <= MINUTE, "ttl: " + ttl);
    assertEquals(16, other.number("STRLEN", "{user:42}:l"));
  }

  @Test
  void get_writtenByOther_isSeenWithItsTime() {
    other.command("SETEX", KEY, "60", ADA);

    PlainEntries.PlainEntry entry = Await.result(entries.get(KEY));

    assertNotNull(entry);
    assertArrayEquals(ADA, entry.bytes());
    assertTrue(entry.remainingMillis() > MINUTE / 2 && entry.remainingMillis() <= MINUTE);
  }

  @Test
  void get_writtenByOtherWithoutATime_hasNone() {
    other.command("SET", KEY, ADA);

    PlainEntries.PlainEntry entry = Await.result(entries.get(KEY));

    assertNotNull(entry);
    assertEquals(-1, entry.remainingMillis());
  }

  @Test
  void changed_byOther_isAnnounced() {
    Set<String> announced = ConcurrentHashMap.newKeySet();
    opened()
        .store()
        .coherence()
        .onChange(key -> announced.add(new String(key, StandardCharsets.UTF_8)));
    Await.result(entries.put(KEY, ADA, MINUTE));
    Await.result(entries.get(KEY));
    announced.clear();

    other.command("SETEX", KEY, "60", "other");
    Await.until("the change is announced", () -> announced.contains("user:42"));

    Await.result(entries.get(KEY));
    announced.clear();
    other.command("DEL", KEY);
    Await.until("the change is announced", () -> announced.contains("user:42"));
  }

  @Test
  void fill_valueWrittenByOtherMeanwhile_isLostAndLeaseIsGone() {
    byte[] id = lease();
    other.command("SETEX", KEY, "60", "other");

    Fill fill = Await.result(entries.fill(KEY, id, ADA, MINUTE));

    assertEquals(Fill.refused(Fill.Outcome.REFUSED_LOST), fill);
    assertEquals("other", other.text("GET", KEY));
    assertEquals(0, other.number("EXISTS", "{user:42}:l"));
  }

  @Test
  void fill_leaseTakenAwayByOther_isAbsent() {
    byte[] id = lease();
    other.command("DEL", "{user:42}:l");

    Fill fill = Await.result(entries.fill(KEY, id, ADA, MINUTE));

    assertEquals(Fill.refused(Fill.Outcome.REFUSED_ABSENT), fill);
    assertNull(other.bytes("GET", KEY));
  }

  private byte[] lease() {
    Lease lease = Await.result(entries.lease(KEY, new byte[8], MINUTE));
    return ((Lease.Granted) lease).id();
  }
}
