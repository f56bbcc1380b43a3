package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.PlainEntries;
import dev.aside.spi.PlainEntries.PlainEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every backend's {@link PlainEntries} must do. A backend passes by a subclass that opens it:
 *
 * <pre>{@code
 * class MemoryPlainTest extends PlainContract {
 *   @Override protected Backend open() { ... }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class PlainContract extends StoreFixture {
  private static final byte[] ADA = "{\"name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] BOB = "{\"name\":\"Bob\"}".getBytes(StandardCharsets.UTF_8);

  /** For subclasses. */
  protected PlainContract() {}

  private PlainEntries entries() {
    return store.plain();
  }

  // get, getAll, put

  @Test
  void get_missing_isNull() {
    assertNull(Await.result(entries().get(key())));
  }

  @Test
  void put_anySize_isKeptByteForByteWithItsTime() {
    for (int size : sizes()) {
      byte[] key = key();
      byte[] value = randomBytes(size);

      Await.result(entries().put(key, value, MINUTE_MILLIS));

      PlainEntry entry = stored(entries(), key);
      assertArrayEquals(value, entry.bytes(), "size " + size);
      assertRemaining(MINUTE_MILLIS, entry);
    }
  }

  @Test
  void put_overValue_replacesIt() {
    byte[] key = key();
    Await.result(entries().put(key, BOB, 10 * MINUTE_MILLIS));

    Await.result(entries().put(key, ADA, MINUTE_MILLIS));

    assertArrayEquals(ADA, stored(entries(), key).bytes());
    assertRemaining(MINUTE_MILLIS, stored(entries(), key));
  }

  @Test
  void put_timeOver_isGone() {
    byte[] key = key();

    Await.result(entries().put(key, ADA, SHORT_MILLIS));

    Await.until("the entry is gone", () -> Await.result(entries().get(key)) == null);
  }

  @Test
  void getAll_someMissing_keepsOrder() {
    byte[] one = key();
    byte[] two = key();
    Await.result(entries().put(one, ADA, MINUTE_MILLIS));
    Await.result(entries().put(two, BOB, 10 * MINUTE_MILLIS));

    List<@Nullable PlainEntry> found =
        Await.result(entries().getAll(List.of(two, key(), one, two)));

    assertEquals(4, found.size());
    assertIs(BOB, found.get(0));
    assertNull(found.get(1));
    assertIs(ADA, found.get(2));
    assertIs(BOB, found.get(3));
  }

  @Test
  void getAll_noKeys_isEmpty() {
    assertEquals(List.of(), Await.result(entries().getAll(List.of())));
  }

  @Test
  void getAll_thousandKeys_areAllThere() {
    List<byte[]> keys = Stream.generate(StoreFixture::key).limit(1_000).toList();
    keys.stream()
        .map(key -> entries().put(key, key, MINUTE_MILLIS))
        .toList()
        .forEach(Await::result);

    List<@Nullable PlainEntry> found = Await.result(entries().getAll(keys));

    for (int i = 0; i < keys.size(); i++) {
      assertIs(keys.get(i), found.get(i));
    }
  }

  @Test
  void keys_anyBytes_areKept() {
    byte[] key = allBytes();
    Await.result(entries().put(key, ADA, MINUTE_MILLIS));

    assertArrayEquals(ADA, stored(entries(), key).bytes());
    Await.result(entries().remove(List.of(key)));
    assertNull(Await.result(entries().get(key)));
  }

  @Test
  void value_changedByCaller_leavesStoreAsItIs() {
    byte[] key = key();
    byte[] value = ADA.clone();
    Await.result(entries().put(key, value, MINUTE_MILLIS));

    Arrays.fill(value, (byte) 0);
    Arrays.fill(stored(entries(), key).bytes(), (byte) 0);

    assertArrayEquals(ADA, stored(entries(), key).bytes());
  }

  // lease

  @Test
  void lease_missing_isGrantedWithNonceInIdAndEntryStaysMissing() {
    byte[] key = key();
    byte[] nonce = nonce();

    byte[] id = granted(Await.result(entries().lease(key, nonce, MINUTE_MILLIS)));

    assertEquals(EntryHeader.LEASE_ID_SIZE, id.length);
    assertArrayEquals(nonce, Arrays.copyOf(id, nonce.length));
    assertNull(Await.result(entries().get(key)));
  }

  @Test
  void lease_held_isBusyForTheRest() {
    byte[] key = key();
    leasePlain(key, MINUTE_MILLIS);

    Lease second = Await.result(entries().lease(key, nonce(), MINUTE_MILLIS));

    long remaining = assertInstanceOf(Lease.Busy.class, second).remainingMillis();
    assertTrue(remaining > 0 && remaining <= MINUTE_MILLIS, "remaining: " + remaining);
  }

  @Test
  void lease_valueThere_isPresent() {
    byte[] key = key();
    Await.result(entries().put(key, ADA, MINUTE_MILLIS));

    assertInstanceOf(Lease.Present.class, Await.result(entries().lease(key, nonce(), 1_000)));
  }

  @Test
  void lease_timeOver_isGrantedToAnotherAndTheFirstIsLost() {
    byte[] key = key();
    byte[] first = leasePlain(key, SHORT_MILLIS);

    byte[] second = awaitPlainLease(key);

    assertEquals(Fill.Outcome.REFUSED_LOST, fillPlain(key, first, BOB));
    assertEquals(Fill.Outcome.STORED, fillPlain(key, second, ADA));
    assertArrayEquals(ADA, stored(entries(), key).bytes());
  }

  @Test
  void lease_sameNonceAfterRemove_isAnotherId() {
    byte[] key = key();
    byte[] nonce = nonce();
    byte[] first = granted(Await.result(entries().lease(key, nonce, MINUTE_MILLIS)));
    Await.result(entries().remove(List.of(key)));

    byte[] second = granted(Await.result(entries().lease(key, nonce, MINUTE_MILLIS)));

    assertFalse(Arrays.equals(first, second), "an id must never be granted twice");
  }

  @Test
  void lease_hundredAtOnce_oneIsGranted() {
    byte[] key = key();
    List<CompletionStage<Lease>> asked =
        IntStream.range(0, 100)
            .parallel()
            .mapToObj(i -> entries().lease(key, nonce(), MINUTE_MILLIS))
            .toList();
    List<Lease> answers = asked.stream().map(Await::result).toList();

    assertEquals(1, answers.stream().filter(Lease.Granted.class::isInstance).count());
    assertEquals(99, answers.stream().filter(Lease.Busy.class::isInstance).count());
  }

  // fill

  @Test
  void fill_anySize_isKeptByteForByteWithItsTime() {
    for (int size : sizes()) {
      byte[] key = key();
      byte[] value = randomBytes(size);
      byte[] id = leasePlain(key, MINUTE_MILLIS);

      Fill fill = Await.result(entries().fill(key, id, value, 10 * MINUTE_MILLIS));

      assertEquals(Fill.Outcome.STORED, fill.outcome());
      assertTrue(fill.stampMicros() > 0);
      assertArrayEquals(value, stored(entries(), key).bytes());
      assertRemaining(10 * MINUTE_MILLIS, stored(entries(), key));
    }
  }

  @Test
  void fill_stored_endsTheLease() {
    byte[] key = key();
    byte[] id = leasePlain(key, MINUTE_MILLIS);
    assertEquals(Fill.Outcome.STORED, fillPlain(key, id, ADA));

    assertEquals(Fill.Outcome.REFUSED_ABSENT, fillPlain(key, id, BOB));

    assertArrayEquals(ADA, stored(entries(), key).bytes());
  }

  @Test
  void fill_removedMeanwhile_isAbsent() {
    byte[] key = key();
    byte[] id = leasePlain(key, MINUTE_MILLIS);
    Await.result(entries().remove(List.of(key)));

    assertEquals(Fill.Outcome.REFUSED_ABSENT, fillPlain(key, id, BOB));

    assertNull(Await.result(entries().get(key)));
  }

  @Test
  void fill_removedAndLeasedAgain_isLost() {
    byte[] key = key();
    byte[] first = leasePlain(key, MINUTE_MILLIS);
    Await.result(entries().remove(List.of(key)));
    byte[] second = leasePlain(key, MINUTE_MILLIS);

    assertEquals(Fill.Outcome.REFUSED_LOST, fillPlain(key, first, BOB));
    assertEquals(Fill.Outcome.STORED, fillPlain(key, second, ADA));
  }

  @Test
  void fill_valueWasPutMeanwhile_isAbsentAndItStays() {
    byte[] key = key();
    byte[] id = leasePlain(key, MINUTE_MILLIS);
    Await.result(entries().put(key, ADA, MINUTE_MILLIS));

    assertEquals(Fill.Outcome.REFUSED_ABSENT, fillPlain(key, id, BOB));

    assertArrayEquals(ADA, stored(entries(), key).bytes());
  }

  @Test
  void fill_leaseExpired_isAbsent() {
    byte[] key = key();
    byte[] id = leasePlain(key, SHORT_MILLIS);
    byte[] next = awaitPlainLease(key);
    Await.result(entries().release(key, next));

    assertEquals(Fill.Outcome.REFUSED_ABSENT, fillPlain(key, id, BOB));

    assertNull(Await.result(entries().get(key)));
  }

  @Test
  void fill_neverLeased_isAbsent() {
    byte[] key = key();

    assertEquals(
        Fill.Outcome.REFUSED_ABSENT, fillPlain(key, new byte[EntryHeader.LEASE_ID_SIZE], BOB));

    assertNull(Await.result(entries().get(key)));
  }

  // release, remove

  @Test
  void release_byHolder_freesTheKey() {
    byte[] key = key();
    byte[] id = leasePlain(key, MINUTE_MILLIS);

    Await.result(entries().release(key, id));

    leasePlain(key, MINUTE_MILLIS);
  }

  @Test
  void release_byAnother_doesNothing() {
    byte[] key = key();
    byte[] first = leasePlain(key, MINUTE_MILLIS);
    Await.result(entries().remove(List.of(key)));
    byte[] second = leasePlain(key, MINUTE_MILLIS);

    Await.result(entries().release(key, first));

    assertEquals(Fill.Outcome.STORED, fillPlain(key, second, ADA));
  }

  @Test
  void release_afterFill_leavesTheValue() {
    byte[] key = key();
    byte[] id = leasePlain(key, MINUTE_MILLIS);
    fillPlain(key, id, ADA);

    Await.result(entries().release(key, id));

    assertArrayEquals(ADA, stored(entries(), key).bytes());
  }

  @Test
  void remove_many_takesTheirLeasesToo() {
    byte[] value = key();
    byte[] leased = key();
    byte[] kept = key();
    Await.result(entries().put(value, BOB, MINUTE_MILLIS));
    Await.result(entries().put(kept, ADA, MINUTE_MILLIS));
    leasePlain(leased, MINUTE_MILLIS);

    Await.result(entries().remove(List.of(value, key(), leased)));

    assertNull(Await.result(entries().get(value)));
    leasePlain(value, MINUTE_MILLIS);
    leasePlain(leased, MINUTE_MILLIS);
    assertArrayEquals(ADA, stored(entries(), kept).bytes());
  }

  @Test
  void remove_noKeys_isDone() {
    Await.result(entries().remove(List.of()));
  }

  private byte[] leasePlain(byte[] key, long millis) {
    return granted(Await.result(entries().lease(key, nonce(), millis)));
  }

  private byte[] awaitPlainLease(byte[] key) {
    Lease[] last = new Lease[1];
    Await.until(
        "the lease is free",
        () -> {
          last[0] = Await.result(entries().lease(key, nonce(), MINUTE_MILLIS));
          return last[0] instanceof Lease.Granted;
        });
    return granted(last[0]);
  }

  private Fill.Outcome fillPlain(byte[] key, byte[] id, byte[] value) {
    return Await.result(entries().fill(key, id, value, MINUTE_MILLIS)).outcome();
  }

  private static PlainEntry stored(PlainEntries entries, byte[] key) {
    PlainEntry entry = Await.result(entries.get(key));
    assertNotNull(entry, "nothing is stored");
    return entry;
  }

  private static void assertIs(byte[] expected, @Nullable PlainEntry actual) {
    assertNotNull(actual, "nothing is stored");
    assertArrayEquals(expected, actual.bytes());
  }

  private static void assertRemaining(long ttlMillis, PlainEntry entry) {
    long remaining = entry.remainingMillis();
    assertTrue(remaining > ttlMillis / 2 && remaining <= ttlMillis, "remaining: " + remaining);
  }
}
