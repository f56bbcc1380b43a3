package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leases over a value that stays readable: part of {@link RemoteStoreContract}. */
abstract class RefreshContract extends LeaseContract {
  // lease

  @Test
  void lease_refreshOverValue_isGrantedAndValueStaysReadable() {
    byte[] key = key();
    put(key, "old", MINUTE);
    byte[] before = stored(key);

    byte[] id = refresh(key, MINUTE_MILLIS);

    byte[] now = stored(key);
    assertBody(frame("old"), now);
    assertArrayEquals(id, EntryHeader.leaseId(now));
    assertNear(
        store.estimatedMillis() + MINUTE_MILLIS,
        EntryHeader.number(now, EntryHeader.LEASE_DEADLINE));
    for (int field :
        new int[] {EntryHeader.SOFT_EXPIRY, EntryHeader.HARD_EXPIRY, EntryHeader.STAMP}) {
      assertEquals(EntryHeader.number(before, field), EntryHeader.number(now, field));
    }
  }

  @Test
  void lease_refreshOverNothing_isGrantedWithPlaceholder() {
    byte[] key = key();

    byte[] id = refresh(key, MINUTE_MILLIS);

    assertEquals(EntryHeader.LEASE, EntryHeader.state(stored(key)));
    assertArrayEquals(id, EntryHeader.leaseId(stored(key)));
  }

  @Test
  void lease_refreshHeldByAnother_isBusyForTheRest() {
    byte[] key = key();
    put(key, "old", MINUTE);
    refresh(key, MINUTE_MILLIS);

    Lease second = Await.result(store.lease(key, nonce(), MINUTE_MILLIS, /* refresh= */ true));

    long remaining = assertInstanceOf(Lease.Busy.class, second).remainingMillis();
    assertTrue(remaining > 0 && remaining <= MINUTE_MILLIS, "remaining: " + remaining);
  }

  @Test
  void lease_refreshTimeOver_isGrantedToAnotherAndValueIsThereStill() {
    byte[] key = key();
    put(key, "old", MINUTE);
    byte[] first = refresh(key, SHORT_MILLIS);

    byte[] second = awaitRefresh(key);

    assertBody(frame("old"), stored(key));
    assertEquals(Fill.Outcome.REFUSED_LOST, fill(key, first, frame("too late")));
    assertEquals(Fill.Outcome.STORED, fill(key, second, frame("in time")));
  }

  @Test
  void lease_refreshOfValueThatGoesSoon_valueOutlivesTheLease() {
    byte[] key = key();
    put(key, "old", lifetime(10 * SHORT_MILLIS));
    long gone = EntryHeader.number(stored(key), EntryHeader.HARD_EXPIRY);

    byte[] id = refresh(key, MINUTE_MILLIS);

    Await.until("its own time is over", () -> store.estimatedMillis() > gone + SHORT_MILLIS);
    assertBody(frame("old"), stored(key));
    assertEquals(Fill.Outcome.STORED, fill(key, id, frame("new")));
  }

  @Test
  void lease_refreshOfForeignBytes_isForeign() {
    byte[] key = key();
    storeForeign(key, foreign());
    byte[] before = stored(key);

    Lease lease = Await.result(store.lease(key, nonce(), MINUTE_MILLIS, /* refresh= */ true));

    assertInstanceOf(Lease.Foreign.class, lease);
    assertArrayEquals(before, stored(key));
  }

  // fill

  @Test
  void fill_refreshedValue_isReplacedAndLeaseEnds() {
    for (int size : sizes()) {
      byte[] key = key();
      put(key, "old", MINUTE);
      byte[] id = refresh(key, MINUTE_MILLIS);
      byte[] frame = frame(randomBytes(size));

      assertEquals(Fill.Outcome.STORED, fill(key, id, frame), "size " + size);

      assertBody(frame, stored(key));
      assertStamped(stored(key), MINUTE);
      assertNull(EntryHeader.leaseId(stored(key)));
    }
  }

  @Test
  void fill_refreshedValueIsOfNewerVersion_isOlderAndValueStays() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      put(key, "five", version(5));
      byte[] id = refresh(key, MINUTE_MILLIS);

      Fill fill = Await.result(store.fill(key, id, frame(randomBytes(size)), version(4)));

      assertEquals(Fill.refused(Fill.Outcome.REFUSED_OLDER), fill);
      assertBody(frame("five"), stored(key));
    }
  }

  @Test
  void fill_refreshedValueIsOfSameOrOlderVersionOrFillHasNone_isStored() {
    for (int size : smallAndLarge()) {
      for (long next : new long[] {5, 6, 0}) {
        byte[] key = key();
        put(key, "five", version(5));
        byte[] id = refresh(key, MINUTE_MILLIS);
        byte[] frame = frame(randomBytes(size));

        assertEquals(
            Fill.Outcome.STORED,
            Await.result(store.fill(key, id, frame, version(next))).outcome(),
            "version " + next);

        assertStamped(stored(key), version(next));
        assertBody(frame, stored(key));
      }
    }
  }

  @Test
  void fill_refreshedValueWasRemoved_isAbsent() {
    byte[] key = key();
    put(key, "old", MINUTE);
    byte[] id = refresh(key, MINUTE_MILLIS);
    Await.result(store.remove(List.of(key)));

    assertEquals(Fill.Outcome.REFUSED_ABSENT, fill(key, id, frame("stale")));
    assertNull(Await.result(store.get(key)));
  }

  @Test
  void fill_refreshedValueWasReplaced_isLost() {
    byte[] key = key();
    put(key, "old", MINUTE);
    byte[] id = refresh(key, MINUTE_MILLIS);
    put(key, "written", MINUTE);

    assertEquals(Fill.Outcome.REFUSED_LOST, fill(key, id, frame("loaded before")));
    assertBody(frame("written"), stored(key));
  }

  // release

  @Test
  void release_refresh_leavesTheValueWithoutLease() {
    byte[] key = key();
    put(key, "old", MINUTE);
    byte[] id = refresh(key, MINUTE_MILLIS);

    Await.result(store.release(key, id));

    assertBody(frame("old"), stored(key));
    assertNull(EntryHeader.leaseId(stored(key)));
    assertEquals(0, EntryHeader.number(stored(key), EntryHeader.LEASE_DEADLINE));
    refresh(key, MINUTE_MILLIS);
  }

  // backOff

  @Test
  void backOff_overValue_nobodyIsGrantedUntilItsTime() {
    byte[] key = key();
    put(key, "old", MINUTE);
    byte[] id = refresh(key, MINUTE_MILLIS);

    Await.result(store.backOff(key, id, 3, MINUTE_MILLIS));

    Lease next = Await.result(store.lease(key, nonce(), MINUTE_MILLIS, /* refresh= */ true));
    long remaining = assertInstanceOf(Lease.BackingOff.class, next).remainingMillis();
    assertTrue(remaining > 0 && remaining <= MINUTE_MILLIS, "remaining: " + remaining);
    assertEquals(Fill.Outcome.REFUSED_LOST, fill(key, id, frame("after all")));
    assertBody(frame("old"), stored(key));
  }

  @Test
  void backOff_overValue_readersSeeHowManyHaveFailed() {
    for (int failures : new int[] {1, 2, 255}) {
      byte[] key = key();
      put(key, "old", MINUTE);
      byte[] id = refresh(key, MINUTE_MILLIS);
      assertEquals(0, EntryHeader.failures(stored(key)));

      Await.result(store.backOff(key, id, failures, MINUTE_MILLIS));

      assertEquals(failures, EntryHeader.failures(stored(key)));
      assertNear(
          store.estimatedMillis() + MINUTE_MILLIS,
          EntryHeader.number(stored(key), EntryHeader.LEASE_DEADLINE));
    }
  }

  @Test
  void backOff_timeOver_nextIsGrantedAndMayFill() {
    byte[] key = key();
    put(key, "old", MINUTE);
    byte[] id = refresh(key, MINUTE_MILLIS);
    Await.result(store.backOff(key, id, 1, SHORT_MILLIS));

    byte[] next = awaitRefresh(key);

    assertEquals(Fill.Outcome.STORED, fill(key, next, frame("new")));
    assertEquals(0, EntryHeader.failures(stored(key)));
  }

  @Test
  void backOff_overPlaceholder_freesTheKey() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);

    Await.result(store.backOff(key, id, 1, MINUTE_MILLIS));

    assertNull(Await.result(store.get(key)));
    lease(key, MINUTE_MILLIS);
  }

  @Test
  void backOff_byAnother_doesNothing() {
    byte[] key = key();
    put(key, "old", MINUTE);
    byte[] first = refresh(key, SHORT_MILLIS);
    byte[] second = awaitRefresh(key);

    Await.result(store.backOff(key, first, 1, MINUTE_MILLIS));

    assertArrayEquals(second, EntryHeader.leaseId(stored(key)));
    assertEquals(Fill.Outcome.STORED, fill(key, second, frame("new")));
  }

  @Test
  void backOff_absent_doesNothing() {
    byte[] key = key();

    Await.result(store.backOff(key, nonceOfLease(), 1, MINUTE_MILLIS));

    assertNull(Await.result(store.get(key)));
  }

  @Test
  void backOff_thenRemove_nextIsGrantedAtOnce() {
    byte[] key = key();
    put(key, "old", MINUTE);
    byte[] id = refresh(key, MINUTE_MILLIS);
    Await.result(store.backOff(key, id, 1, MINUTE_MILLIS));

    Await.result(store.remove(List.of(key)));

    lease(key, MINUTE_MILLIS);
  }

  @Test
  void backOff_thenPut_endsIt() {
    byte[] key = key();
    put(key, "old", MINUTE);
    byte[] id = refresh(key, MINUTE_MILLIS);
    Await.result(store.backOff(key, id, 1, MINUTE_MILLIS));

    put(key, "written", MINUTE);

    assertEquals(0, EntryHeader.failures(stored(key)));
    refresh(key, MINUTE_MILLIS);
  }

  private static byte[] nonceOfLease() {
    return randomBytes(EntryHeader.LEASE_ID_SIZE);
  }

  private void put(byte[] key, String text, Lifetime life) {
    Await.result(store.put(key, frame(text), life));
  }
}
