package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The part of {@link RemoteStoreContract} that is about leases: who may fill, and who may not. */
abstract class LeaseContract extends StoreFixture {
  // lease

  @Test
  void lease_absent_isGrantedWithNonceInId() {
    byte[] nonce = nonce();

    byte[] id = granted(Await.result(store.lease(key(), nonce, MINUTE_MILLIS)));

    assertEquals(EntryHeader.LEASE_ID_SIZE, id.length);
    assertArrayEquals(nonce, Arrays.copyOf(id, nonce.length));
  }

  @Test
  void lease_granted_leavesPlaceholder() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);

    byte[] placeholder = stored(key);

    assertTrue(EntryHeader.isOurs(placeholder));
    assertEquals(EntryHeader.LEASE, EntryHeader.state(placeholder));
    assertArrayEquals(id, EntryHeader.leaseId(placeholder));
    assertNear(
        store.estimatedMillis() + MINUTE_MILLIS,
        EntryHeader.number(placeholder, EntryHeader.LEASE_DEADLINE));
  }

  @Test
  void lease_held_isBusyForTheRest() {
    byte[] key = key();
    lease(key, MINUTE_MILLIS);

    Lease second = Await.result(store.lease(key, nonce(), MINUTE_MILLIS));

    long remaining = assertInstanceOf(Lease.Busy.class, second).remainingMillis();
    assertTrue(remaining > 0 && remaining <= MINUTE_MILLIS, "remaining: " + remaining);
  }

  @Test
  void lease_sameNonceTwice_isBusy() {
    byte[] key = key();
    byte[] nonce = nonce();
    granted(Await.result(store.lease(key, nonce, MINUTE_MILLIS)));

    assertInstanceOf(Lease.Busy.class, Await.result(store.lease(key, nonce, MINUTE_MILLIS)));
  }

  @Test
  void lease_sameNonceAfterRemove_isAnotherId() {
    byte[] key = key();
    byte[] nonce = nonce();
    byte[] first = granted(Await.result(store.lease(key, nonce, MINUTE_MILLIS)));
    Await.result(store.remove(List.of(key)));

    byte[] second = granted(Await.result(store.lease(key, nonce, MINUTE_MILLIS)));

    assertFalse(Arrays.equals(first, second), "an id must never be granted twice");
    assertEquals(Fill.Outcome.REFUSED_LOST, fill(key, first, frame("stale")));
  }

  @Test
  void lease_valueThere_isPresent() {
    byte[] key = key();
    Await.result(store.put(key, frame("there"), MINUTE));

    assertInstanceOf(Lease.Present.class, Await.result(store.lease(key, nonce(), MINUTE_MILLIS)));
    assertBody(frame("there"), stored(key));
  }

  @Test
  void lease_timeOver_isGrantedToAnother() {
    byte[] key = key();
    byte[] first = lease(key, SHORT_MILLIS);

    byte[] second = awaitLease(key);

    assertEquals(Fill.Outcome.REFUSED_LOST, fill(key, first, frame("too late")));
    assertEquals(Fill.Outcome.STORED, fill(key, second, frame("in time")));
    assertBody(frame("in time"), stored(key));
  }

  @Test
  void lease_foreignBytes_isForeignAndTheyStay() {
    byte[] key = key();
    byte[] foreign = foreign();
    storeForeign(key, foreign);
    byte[] before = stored(key);

    assertInstanceOf(Lease.Foreign.class, Await.result(store.lease(key, nonce(), MINUTE_MILLIS)));
    assertNotEquals(
        Fill.Outcome.STORED, fill(key, new byte[EntryHeader.LEASE_ID_SIZE], frame("ours")));
    Await.result(store.release(key, new byte[EntryHeader.LEASE_ID_SIZE]));

    assertArrayEquals(before, stored(key));
  }

  @Test
  void lease_hundredAtOnce_oneIsGranted() {
    for (int round = 0; round < 10; round++) {
      byte[] key = key();
      List<CompletionStage<Lease>> asked =
          IntStream.range(0, 100)
              .parallel()
              .mapToObj(i -> store.lease(key, nonce(), MINUTE_MILLIS))
              .toList();
      List<Lease> answers = asked.stream().map(Await::result).toList();

      assertEquals(1, answers.stream().filter(Lease.Granted.class::isInstance).count());
      assertEquals(99, answers.stream().filter(Lease.Busy.class::isInstance).count());
    }
  }

  // fill

  @Test
  void fill_leaseHeld_isStored() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);

    assertEquals(Fill.Outcome.STORED, fill(key, id, frame("loaded")));

    assertBody(frame("loaded"), stored(key));
  }

  @Test
  void fill_twice_secondIsLost() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);
    assertEquals(Fill.Outcome.STORED, fill(key, id, frame("first")));

    assertEquals(Fill.Outcome.REFUSED_LOST, fill(key, id, frame("second")));

    assertBody(frame("first"), stored(key));
  }

  @Test
  void fill_removedMeanwhile_isAbsent() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);
    Await.result(store.remove(List.of(key)));

    assertEquals(Fill.Outcome.REFUSED_ABSENT, fill(key, id, frame("stale")));

    assertNull(Await.result(store.get(key)));
  }

  @Test
  void fill_removedAndLeasedAgain_isLost() {
    byte[] key = key();
    byte[] first = lease(key, MINUTE_MILLIS);
    Await.result(store.remove(List.of(key)));
    byte[] second = lease(key, MINUTE_MILLIS);

    assertEquals(Fill.Outcome.REFUSED_LOST, fill(key, first, frame("stale")));
    assertEquals(Fill.Outcome.STORED, fill(key, second, frame("fresh")));

    assertBody(frame("fresh"), stored(key));
  }

  @Test
  void fill_putMeanwhile_isLost() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);
    Await.result(store.put(key, frame("written"), MINUTE));

    assertEquals(Fill.Outcome.REFUSED_LOST, fill(key, id, frame("loaded before")));

    assertBody(frame("written"), stored(key));
  }

  @Test
  void fill_leaseExpired_isAbsent() {
    byte[] key = key();
    byte[] id = lease(key, SHORT_MILLIS);
    awaitGone(key);

    assertEquals(Fill.Outcome.REFUSED_ABSENT, fill(key, id, frame("too late")));

    assertNull(Await.result(store.get(key)));
  }

  @Test
  void fill_neverLeased_isAbsent() {
    assertEquals(
        Fill.Outcome.REFUSED_ABSENT,
        fill(key(), new byte[EntryHeader.LEASE_ID_SIZE], frame("what")));
  }

  @Test
  void fill_noIdOnValueWithoutLease_isLost() {
    byte[] key = key();
    Await.result(store.put(key, frame("there"), MINUTE));

    assertEquals(
        Fill.Outcome.REFUSED_LOST, fill(key, new byte[EntryHeader.LEASE_ID_SIZE], frame("other")));

    assertBody(frame("there"), stored(key));
  }

  @Test
  void fill_stored_isStampedByTheServersClock() {
    byte[] key = key();
    Lifetime lifetime = new Lifetime(11_000, 22_000, 33_000, 77);
    byte[] id = lease(key, MINUTE_MILLIS);

    assertEquals(
        Fill.Outcome.STORED,
        Await.result(store.fill(key, id, frame("stamped"), lifetime)).outcome());

    assertStamped(stored(key), lifetime);
  }

  @Test
  void fill_stored_answersTheStampInTheHeader() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      byte[] id = lease(key, MINUTE_MILLIS);

      Fill fill = Await.result(store.fill(key, id, frame(randomBytes(size)), MINUTE));

      assertEquals(EntryHeader.number(stored(key), EntryHeader.STAMP), fill.stampMicros());
    }
  }

  @Test
  void fill_stored_endsTheLease() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);
    fill(key, id, frame("loaded"));

    byte[] stored = stored(key);

    assertNull(EntryHeader.leaseId(stored));
    assertEquals(0, EntryHeader.number(stored, EntryHeader.LEASE_DEADLINE));
  }

  @Test
  void fill_anySize_isKeptByteForByte() {
    for (int size : sizes()) {
      byte[] key = key();
      byte[] frame = frame(randomBytes(size));
      byte[] id = lease(key, MINUTE_MILLIS);

      assertEquals(Fill.Outcome.STORED, fill(key, id, frame), "size " + size);

      assertBody(frame, stored(key));
      assertStamped(stored(key), MINUTE);
    }
  }

  @Test
  void fill_anySizeRemovedMeanwhile_isRefused() {
    for (int size : sizes()) {
      byte[] key = key();
      byte[] id = lease(key, MINUTE_MILLIS);
      Await.result(store.remove(List.of(key)));

      assertEquals(
          Fill.Outcome.REFUSED_ABSENT, fill(key, id, frame(randomBytes(size))), "size " + size);

      assertNull(Await.result(store.get(key)));
    }
  }

  // release

  @Test
  void release_byHolder_freesTheKey() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);

    Await.result(store.release(key, id));

    assertNull(Await.result(store.get(key)));
    lease(key, MINUTE_MILLIS);
  }

  @Test
  void release_byAnother_doesNothing() {
    byte[] key = key();
    byte[] first = lease(key, MINUTE_MILLIS);
    Await.result(store.remove(List.of(key)));
    byte[] second = lease(key, MINUTE_MILLIS);

    Await.result(store.release(key, first));

    assertArrayEquals(second, EntryHeader.leaseId(stored(key)));
    assertEquals(Fill.Outcome.STORED, fill(key, second, frame("mine")));
  }

  @Test
  void release_afterFill_leavesTheValue() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);
    fill(key, id, frame("loaded"));

    Await.result(store.release(key, id));

    assertBody(frame("loaded"), stored(key));
  }

  @Test
  void release_absent_doesNothing() {
    Await.result(store.release(key(), new byte[EntryHeader.LEASE_ID_SIZE]));
  }
}
