package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Softening, holding off, and versions that never go down: part of {@link RemoteStoreContract}. */
abstract class InvalidationContract extends WriteContract {
  // put with versions

  @Test
  void put_newerVersionThere_isOlderAndItStays() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      Await.result(store.put(key, frame("five"), version(5)));

      Fill fill = Await.result(store.put(key, frame(randomBytes(size)), version(4)));

      assertEquals(Fill.refused(Fill.Outcome.REFUSED_OLDER), fill);
      assertBody(frame("five"), stored(key));
      assertStamped(stored(key), version(5));
    }
  }

  @Test
  void put_sameOrNewerOrNoVersion_isStored() {
    for (int size : smallAndLarge()) {
      for (long next : new long[] {5, 6, 0}) {
        byte[] key = key();
        Await.result(store.put(key, frame("five"), version(5)));
        byte[] frame = frame(randomBytes(size));

        assertEquals(
            Fill.Outcome.STORED,
            Await.result(store.put(key, frame, version(next))).outcome(),
            "version " + next);

        assertBody(frame, stored(key));
        assertStamped(stored(key), version(next));
      }
    }
  }

  @Test
  void put_stored_answersTheStampInTheHeader() {
    for (int size : smallAndLarge()) {
      byte[] key = key();

      Fill fill = Await.result(store.put(key, frame(randomBytes(size)), MINUTE));

      assertEquals(EntryHeader.number(stored(key), EntryHeader.STAMP), fill.stampMicros());
    }
  }

  // soften

  @Test
  void soften_value_canBeReadButIsNotFresh() {
    byte[] key = key();
    Await.result(store.put(key, frame("old"), version(5)));
    byte[] before = stored(key);

    Await.result(store.soften(List.of(key)));

    byte[] now = stored(key);
    assertBody(frame("old"), now);
    assertEquals(0, EntryHeader.number(now, EntryHeader.SOFT_EXPIRY));
    for (int field : new int[] {EntryHeader.HARD_EXPIRY, EntryHeader.VERSION, EntryHeader.STAMP}) {
      assertEquals(EntryHeader.number(before, field), EntryHeader.number(now, field));
    }
    assertEquals(Fill.Outcome.STORED, fill(key, refresh(key, MINUTE_MILLIS), frame("new")));
  }

  @Test
  void soften_value_goesInItsTimeAllTheSame() {
    byte[] key = key();
    Await.result(store.put(key, frame("old"), lifetime(SHORT_MILLIS)));

    Await.result(store.soften(List.of(key)));

    awaitGone(key);
  }

  @Test
  void soften_valueBeingRefreshed_leaseIsLost() {
    byte[] key = key();
    Await.result(store.put(key, frame("old"), MINUTE));
    byte[] id = refresh(key, MINUTE_MILLIS);

    Await.result(store.soften(List.of(key)));

    assertNull(EntryHeader.leaseId(stored(key)));
    assertEquals(Fill.Outcome.REFUSED_LOST, fill(key, id, frame("loaded before")));
    refresh(key, MINUTE_MILLIS);
  }

  @Test
  void soften_placeholder_isGone() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);

    Await.result(store.soften(List.of(key)));

    assertNull(Await.result(store.get(key)));
    assertEquals(Fill.Outcome.REFUSED_ABSENT, fill(key, id, frame("loaded before")));
  }

  @Test
  void soften_writeIntentAndTombstone_stay() {
    byte[] written = key();
    byte[] held = key();
    Await.result(store.beginWrite(List.of(written), writer(), MINUTE_MILLIS));
    Await.result(store.holdOff(List.of(held), MINUTE_MILLIS));

    Await.result(store.soften(List.of(written, held)));

    assertEquals(EntryHeader.WRITE_INTENT, EntryHeader.state(stored(written)));
    assertEquals(EntryHeader.TOMBSTONE, EntryHeader.state(stored(held)));
  }

  @Test
  void soften_absentOrNoKeys_isDone() {
    byte[] key = key();

    Await.result(store.soften(List.of(key)));
    Await.result(store.soften(List.of()));

    assertNull(Await.result(store.get(key)));
  }

  // holdOff

  @Test
  void holdOff_value_isGoneAndNothingCanBeLeased() {
    byte[] key = key();
    byte[] other = key();
    Await.result(store.put(key, frame("old"), MINUTE));

    Await.result(store.holdOff(List.of(key, other), MINUTE_MILLIS));

    for (byte[] each : List.of(key, other)) {
      assertEquals(EntryHeader.SIZE, stored(each).length);
      assertEquals(EntryHeader.TOMBSTONE, EntryHeader.state(stored(each)));
      assertNull(EntryHeader.leaseId(stored(each)));
      long remaining = blockedMillis(each);
      assertTrue(remaining > 0 && remaining <= MINUTE_MILLIS, "remaining: " + remaining);
    }
  }

  @Test
  void holdOff_lease_isLost() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);

    Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));

    assertEquals(Fill.Outcome.REFUSED_LOST, fill(key, id, frame("from a late replica")));
    assertEquals(EntryHeader.TOMBSTONE, EntryHeader.state(stored(key)));
  }

  @Test
  void holdOff_timeOver_isGranted() {
    byte[] key = key();
    Await.result(store.holdOff(List.of(key), SHORT_MILLIS));

    assertEquals(Fill.Outcome.STORED, fill(key, awaitLease(key), frame("new")));
  }

  @Test
  void holdOff_twice_theLongerCounts() {
    byte[] key = key();
    Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));
    Await.result(store.holdOff(List.of(key), SHORT_MILLIS));
    assertTrue(blockedMillis(key) > MINUTE_MILLIS / 2);

    Await.result(store.holdOff(List.of(key), 3 * MINUTE_MILLIS));
    assertTrue(blockedMillis(key) > 2 * MINUTE_MILLIS);
  }

  @Test
  void holdOff_versionedValue_isAFloor() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      Await.result(store.put(key, frame("five"), version(5)));
      Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));
      Await.result(store.holdOff(List.of(key), MINUTE_MILLIS)); // keeps it
      assertEquals(5, EntryHeader.number(stored(key), EntryHeader.VERSION));

      Fill older = Await.result(store.put(key, frame(randomBytes(size)), version(4)));
      assertEquals(Fill.refused(Fill.Outcome.REFUSED_OLDER), older);
      assertEquals(EntryHeader.TOMBSTONE, EntryHeader.state(stored(key)));

      byte[] frame = frame(randomBytes(size));
      Fill newer = Await.result(store.put(key, frame, version(5)));
      assertEquals(Fill.Outcome.STORED, newer.outcome());
      assertBody(frame, stored(key));
    }
  }

  @Test
  void holdOff_unversionedPut_isStored() {
    byte[] key = key();
    Await.result(store.put(key, frame("five"), version(5)));
    Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));

    assertEquals(Fill.Outcome.STORED, Await.result(store.put(key, frame("any"), MINUTE)).outcome());
  }

  @Test
  void holdOff_foreignBytes_areReplaced() {
    byte[] key = key();
    storeForeign(key, foreign());

    Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));

    assertEquals(EntryHeader.TOMBSTONE, EntryHeader.state(stored(key)));
    assertEquals(0, EntryHeader.number(stored(key), EntryHeader.VERSION));
  }

  @Test
  void holdOff_noKeys_isDone() {
    Await.result(store.holdOff(List.of(), MINUTE_MILLIS));
  }

  // holdOff and writers

  @Test
  void holdOff_whileWriting_intentStaysAndHoldOutlastsIt() {
    byte[] key = key();
    byte[] writer = writer();
    Await.result(store.beginWrite(List.of(key), writer, 2 * MINUTE_MILLIS));

    Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));
    assertEquals(EntryHeader.WRITE_INTENT, EntryHeader.state(stored(key)));
    Await.result(store.endWrite(List.of(key), writer));

    assertEquals(EntryHeader.TOMBSTONE, EntryHeader.state(stored(key)));
    long remaining = blockedMillis(key);
    assertTrue(remaining > 0 && remaining <= MINUTE_MILLIS, "remaining: " + remaining);
  }

  @Test
  void holdOff_thatOutlastsTheIntent_goesOnWhenTheWriterNeverEnds() {
    byte[] key = key();
    Await.result(store.beginWrite(List.of(key), writer(), SHORT_MILLIS));
    Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));
    long ends = store.estimatedMillis() + SHORT_MILLIS;

    Await.until("the intent has run out", () -> store.estimatedMillis() > ends + SHORT_MILLIS);

    assertTrue(blockedMillis(key) > MINUTE_MILLIS / 2);
  }

  @Test
  void beginWrite_whileHeldOff_holdAndFloorAreThereAfterIt() {
    byte[] key = key();
    byte[] first = writer();
    byte[] second = writer();
    Await.result(store.put(key, frame("five"), version(5)));
    Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));

    Await.result(store.beginWrite(List.of(key), first, MINUTE_MILLIS));
    Await.result(store.beginWrite(List.of(key), second, MINUTE_MILLIS));
    assertEquals(EntryHeader.WRITE_INTENT, EntryHeader.state(stored(key)));
    Await.result(store.endWrite(List.of(key), first));
    Await.result(store.endWrite(List.of(key), second));

    assertEquals(EntryHeader.TOMBSTONE, EntryHeader.state(stored(key)));
    assertEquals(5, EntryHeader.number(stored(key), EntryHeader.VERSION));
    assertTrue(blockedMillis(key) > 0);
  }

  @Test
  void endWrite_valueBelowTheFloor_isOlderAndHoldIsThereStill() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      byte[] writer = writer();
      Await.result(store.put(key, frame("five"), version(5)));
      Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));
      Await.result(store.beginWrite(List.of(key), writer, MINUTE_MILLIS));

      Fill fill = Await.result(store.endWrite(key, writer, frame(randomBytes(size)), version(4)));

      assertEquals(Fill.refused(Fill.Outcome.REFUSED_OLDER), fill);
      assertEquals(EntryHeader.TOMBSTONE, EntryHeader.state(stored(key)));
    }
  }

  @Test
  void endWrite_valueWhileHeldOff_isStored() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      byte[] writer = writer();
      byte[] frame = frame(randomBytes(size));
      Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));
      Await.result(store.beginWrite(List.of(key), writer, MINUTE_MILLIS));

      Fill fill = Await.result(store.endWrite(key, writer, frame, MINUTE));

      assertEquals(Fill.Outcome.STORED, fill.outcome());
      assertBody(frame, stored(key));
    }
  }

  @Test
  void endWrite_noteHasRunOutAndKeyIsHeldOff_holdStays() {
    byte[] key = key();
    byte[] writer = writer();
    Await.result(store.beginWrite(List.of(key), writer, SHORT_MILLIS));
    awaitGone(key);
    Await.result(store.holdOff(List.of(key), MINUTE_MILLIS));

    Await.result(store.endWrite(List.of(key), writer));
    assertEquals(EntryHeader.TOMBSTONE, EntryHeader.state(stored(key)));

    Fill fill = Await.result(store.endWrite(key, writer, frame("new"), MINUTE));
    assertEquals(Fill.refused(Fill.Outcome.REFUSED_CONTENDED), fill);
    assertEquals(EntryHeader.TOMBSTONE, EntryHeader.state(stored(key)));
  }
}
