package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.RemoteStore;
import dev.aside.spi.TimeSource;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a server that compares before it sets, and on one that does not: each test knows which. */
@Timeout(60)
class NativeFillTest {
  private static final long LEASE_MILLIS = 60_000;
  private static final byte[] KEY = Open.utf8("user:42");

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private Backend backend;
  private RemoteStore store;
  private RespClient client;
  private boolean isAble;

  @BeforeEach
  void setUp() {
    backend = Open.available(redis.uri());
    store = backend.store();
    client = redis.client();
    isAble = canCompare();
    client.command("CONFIG", "RESETSTAT");
  }

  @AfterEach
  void tearDown() {
    client.close();
    backend.close();
  }

  /** Asked here in another way than by the class under test. */
  private boolean canCompare() {
    try {
      client.command("SET", "unused", "1", "IFEQ", "0", "PX", "1");
      return true;
    } catch (RuntimeException syntaxError) {
      return false;
    }
  }

  @Test
  void placeholder_isWhatTheServerHoldsForALease() {
    byte[] id = lease(KEY, /* refresh= */ false);

    byte[] stored = Objects.requireNonNull(client.bytes("GET", KEY));
    long deadline = EntryHeader.number(stored, EntryHeader.LEASE_DEADLINE);
    assertArrayEquals(stored, NativeFill.placeholder(id, deadline));
    long leasedMillis = EntryHeader.number(id, Long.BYTES) / 1_000;
    assertEquals(leasedMillis + LEASE_MILLIS, deadline, "as the holder reckons it");
  }

  @Test
  void fills_oneAfterTheOther_askTheServerOnceWhetherItCan() {
    for (int i = 0; i < 20; i++) {
      byte[] key = Open.utf8("user:" + i);
      fill(key, lease(key, /* refresh= */ false), "value " + i);
      assertEquals("value " + i, Entry.text(Await.result(store.get(key))));
    }

    assertEquals(isAble ? 0 : 1, CommandStats.failed(client, "set"));
    assertEquals(isAble ? 20 : 40, scripts(), "leases and fills");
    assertEquals(
        isAble ? NativeFill.Support.YES : NativeFill.Support.NO,
        ((LettuceStore) store).nativeFills());
  }

  @Test
  void fills_manyAtOnce_oneOfThemAsksAndAllAreStored() {
    int many = 100;
    List<byte[]> ids = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      ids.add(lease(Open.utf8("user:" + i), /* refresh= */ false));
    }
    client.command("CONFIG", "RESETSTAT");

    List<CompletionStage<Fill>> fills = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      fills.add(store.fill(Open.utf8("user:" + i), ids.get(i), Entry.of("value"), Open.MINUTE));
    }

    for (CompletionStage<Fill> fill : fills) {
      assertEquals(Fill.Outcome.STORED, Await.result(fill).outcome());
    }
    assertEquals(isAble ? 0 : 1, CommandStats.failed(client, "set"));
  }

  @Test
  void fill_refresh_goesByTheScript() {
    Await.result(store.put(KEY, Entry.of("old"), Open.MINUTE));
    byte[] id = lease(KEY, /* refresh= */ true);
    client.command("CONFIG", "RESETSTAT");

    fill(KEY, id, "new");

    assertEquals(1, scripts());
    assertEquals(0, CommandStats.failed(client, "set"));
    assertEquals("new", Entry.text(Await.result(store.get(KEY))));
  }

  /** How many ran: those whose text was not known failed, and were sent again. */
  private long scripts() {
    return CommandStats.calls(client, "evalsha")
        - CommandStats.failed(client, "evalsha")
        + CommandStats.calls(client, "eval");
  }

  @Test
  void fill_byEitherWay_isTheSameButForItsTimes() {
    List<byte[]> stored = new ArrayList<>();
    for (int i = 0; i < 3; i++) { // the first finds out, the others are by one way
      byte[] key = Open.utf8("user:" + i);
      Fill fill = fill(key, lease(key, /* refresh= */ false), "value");
      byte[] bytes = Objects.requireNonNull(client.bytes("GET", key));
      assertEquals(EntryHeader.number(bytes, EntryHeader.STAMP), fill.stampMicros());
      long ttl = client.number("PTTL", key);
      assertTrue(ttl > 50_000 && ttl <= 60_000, "ttl: " + ttl);
      for (int field :
          new int[] {EntryHeader.SOFT_EXPIRY, EntryHeader.HARD_EXPIRY, EntryHeader.STAMP}) {
        EntryHeader.number(bytes, field, 0);
      }
      stored.add(bytes);
    }

    assertArrayEquals(stored.get(0), stored.get(1));
    assertArrayEquals(stored.get(1), stored.get(2));
  }

  @Test
  void fill_placeholderGoneOrAnothers_isRefusedForTheReason() {
    for (int i = 0; i < 2; i++) { // by whichever way
      byte[] absent = Open.utf8("absent:" + i);
      byte[] lost = Open.utf8("lost:" + i);
      byte[] first = lease(absent, /* refresh= */ false);
      byte[] second = lease(lost, /* refresh= */ false);
      client.command("DEL", absent, lost);
      lease(lost, /* refresh= */ false);

      assertEquals(Fill.Outcome.REFUSED_ABSENT, outcome(absent, first));
      assertEquals(Fill.Outcome.REFUSED_LOST, outcome(lost, second));
    }
  }

  @Test
  void fill_serverRefusesAllWrites_failsAndIsNoAnswerToWhetherItCan() {
    byte[] id = lease(KEY, /* refresh= */ false);
    client.command("CONFIG", "SET", "min-replicas-to-write", "1");
    try {
      Throwable error = Await.failure(store.fill(KEY, id, Entry.of("x"), Open.MINUTE));
      assertTrue(String.valueOf(error).contains("NOREPLICAS"), String.valueOf(error));
      assertEquals(NativeFill.Support.UNKNOWN, ((LettuceStore) store).nativeFills());
    } finally {
      client.command("CONFIG", "SET", "min-replicas-to-write", "0");
    }
  }

  @Test
  void leases_moreThanAreRemembered_oldestAreFilledByTheScript() {
    NativeFill fills = new NativeFill(new ServerClock(TimeSource.system()));
    for (int i = 0; i <= NativeFill.MAX_LEASES; i++) {
      fills.granted(id(i), i);
    }

    assertNull(fills.forget(id(0)));
    assertEquals(1L, fills.forget(id(1)));
    assertNull(fills.forget(id(1)));
  }

  private static byte[] id(int number) {
    byte[] id = new byte[EntryHeader.LEASE_ID_SIZE];
    EntryHeader.number(id, 0, number);
    return id;
  }

  private byte[] lease(byte[] key, boolean refresh) {
    Lease lease = Await.result(store.lease(key, new byte[8], LEASE_MILLIS, refresh));
    return ((Lease.Granted) lease).id();
  }

  private Fill fill(byte[] key, byte[] id, String text) {
    Fill fill = Await.result(store.fill(key, id, Entry.of(text), Open.MINUTE));
    assertEquals(Fill.Outcome.STORED, fill.outcome());
    return fill;
  }

  private Fill.Outcome outcome(byte[] key, byte[] id) {
    return Await.result(store.fill(key, id, Entry.of("stale"), Open.MINUTE)).outcome();
  }
}
