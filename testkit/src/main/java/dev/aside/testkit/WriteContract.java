package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Fill.Outcome;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Write intents: part of {@link RemoteStoreContract}. */
abstract class WriteContract extends RefreshContract {
  @Test
  void beginWrite_value_isGoneAndNothingIsStored() {
    byte[] key = key();
    Await.result(store.put(key, frame("old"), MINUTE));

    Await.result(store.beginWrite(List.of(key), writer(), MINUTE_MILLIS));

    assertEquals(EntryHeader.WRITE_INTENT, EntryHeader.state(stored(key)));
    assertInstanceOf(Lease.Blocked.class, Await.result(store.lease(key, nonce(), MINUTE_MILLIS)));
    for (String text : new String[] {"put", "x".repeat(20_000)}) {
      assertEquals(
          Fill.refused(Outcome.REFUSED_WRITING), Await.result(store.put(key, frame(text), MINUTE)));
    }
    assertEquals(EntryHeader.WRITE_INTENT, EntryHeader.state(stored(key)));
  }

  @Test
  void beginWrite_lease_isLost() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);

    Await.result(store.beginWrite(List.of(key), writer(), MINUTE_MILLIS));

    assertEquals(Outcome.REFUSED_LOST, fill(key, id, frame("read before the write")));
  }

  @Test
  void endWrite_onlyWriter_leavesNothing() {
    byte[] one = key();
    byte[] two = key();
    byte[] writer = writer();
    Await.result(store.beginWrite(List.of(one, two), writer, MINUTE_MILLIS));

    Await.result(store.endWrite(List.of(one, two), writer));

    assertNull(Await.result(store.get(one)));
    assertNull(Await.result(store.get(two)));
  }

  @Test
  void endWrite_anotherWriterIsAtWork_leavesItsNote() {
    byte[] key = key();
    byte[] first = writer();
    byte[] second = writer();
    Await.result(store.beginWrite(List.of(key), first, MINUTE_MILLIS));
    Await.result(store.beginWrite(List.of(key), second, MINUTE_MILLIS));

    Await.result(store.endWrite(List.of(key), first));

    assertInstanceOf(Lease.Blocked.class, Await.result(store.lease(key, nonce(), MINUTE_MILLIS)));
    Await.result(store.endWrite(List.of(key), second));
    assertNull(Await.result(store.get(key)));
  }

  @Test
  void beginWrite_sameWriterTwice_isOneNote() {
    byte[] key = key();
    byte[] writer = writer();
    Await.result(store.beginWrite(List.of(key), writer, MINUTE_MILLIS));
    byte[] once = stored(key);

    Await.result(store.beginWrite(List.of(key), writer, MINUTE_MILLIS));

    assertEquals(once.length, stored(key).length);
    Await.result(store.endWrite(List.of(key), writer));
    assertNull(Await.result(store.get(key)));
  }

  @Test
  void endWrite_noteHasRunOut_removesWhatWasStoredSince() {
    byte[] key = key();
    byte[] writer = writer();
    Await.result(store.beginWrite(List.of(key), writer, SHORT_MILLIS));
    byte[] id = awaitLease(key);
    assertEquals(Outcome.STORED, fill(key, id, frame("perhaps read before the commit")));

    Await.result(store.endWrite(List.of(key), writer));

    assertNull(Await.result(store.get(key)));
  }

  @Test
  void endWrite_writerThatNeverEnds_runsOutAlone() {
    byte[] key = key();
    byte[] longer = writer();
    Await.result(store.beginWrite(List.of(key), longer, MINUTE_MILLIS));
    Await.result(store.beginWrite(List.of(key), writer(), SHORT_MILLIS));

    Await.until(
        "the short note has run out",
        () -> {
          Await.result(store.beginWrite(List.of(key), longer, MINUTE_MILLIS));
          return stored(key).length == EntryHeader.SIZE + EntryHeader.WRITER_SIZE + Long.BYTES;
        });

    byte[] note = new byte[EntryHeader.WRITER_SIZE];
    System.arraycopy(stored(key), EntryHeader.SIZE, note, 0, note.length);
    assertArrayEquals(longer, note);
  }

  @Test
  void beginWrite_removedOrSoftenedMeanwhile_noteStays() {
    byte[] removed = key();
    byte[] softened = key();
    byte[] writer = writer();
    Await.result(store.beginWrite(List.of(removed, softened), writer, MINUTE_MILLIS));

    Await.result(store.remove(List.of(removed)));
    Await.result(store.soften(List.of(softened)));

    for (byte[] key : List.of(removed, softened)) {
      assertInstanceOf(Lease.Blocked.class, Await.result(store.lease(key, nonce(), MINUTE_MILLIS)));
    }
    Await.result(store.endWrite(List.of(removed, softened), writer));
    assertNull(Await.result(store.get(removed)));
    assertNull(Await.result(store.get(softened)));
  }

  // endWrite with a value

  @Test
  void endWriteWithValue_removedOrSoftenedMeanwhile_isContendedAndNothingIsStored() {
    for (int size : smallAndLarge()) {
      byte[] removed = key();
      byte[] softened = key();
      byte[] writer = writer();
      Await.result(store.beginWrite(List.of(removed, softened), writer, MINUTE_MILLIS));
      Await.result(store.remove(List.of(removed)));
      Await.result(store.soften(List.of(softened)));

      for (byte[] key : List.of(removed, softened)) {
        assertContended(key, writer, size);
        assertNull(Await.result(store.get(key)));
      }
    }
  }

  @Test
  void endWriteWithValue_onlyWriter_isStored() {
    for (int size : sizes()) {
      byte[] key = key();
      byte[] writer = writer();
      byte[] frame = frame(randomBytes(size));
      Lifetime lifetime = new Lifetime(1_000, 30_000, 60_000, 5);
      Await.result(store.put(key, frame("old"), MINUTE));
      Await.result(store.beginWrite(List.of(key), writer, MINUTE_MILLIS));

      Fill fill = Await.result(store.endWrite(key, writer, frame, lifetime));

      assertEquals(Outcome.STORED, fill.outcome(), "size " + size);
      assertBody(frame, stored(key));
      assertStamped(stored(key), lifetime);
      assertEquals(EntryHeader.number(stored(key), EntryHeader.STAMP), fill.stampMicros());
    }
  }

  @Test
  void endWriteWithValue_timeOver_isGone() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      byte[] writer = writer();
      Await.result(store.beginWrite(List.of(key), writer, MINUTE_MILLIS));

      Await.result(store.endWrite(key, writer, frame(randomBytes(size)), lifetime(SHORT_MILLIS)));

      awaitGone(key);
    }
  }

  @Test
  void endWriteWithValue_anotherIsAtWork_noneOfTheTwoIsStored() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      byte[] first = writer();
      byte[] second = writer();
      Await.result(store.beginWrite(List.of(key), first, MINUTE_MILLIS));
      Await.result(store.beginWrite(List.of(key), second, MINUTE_MILLIS));

      assertContended(key, first, size);
      assertEquals(EntryHeader.WRITE_INTENT, EntryHeader.state(stored(key)));
      assertContended(key, second, size);
      assertNull(Await.result(store.get(key)));
    }
  }

  @Test
  void endWriteWithValue_anotherCameAndWent_isContended() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      byte[] first = writer();
      byte[] second = writer();
      Await.result(store.beginWrite(List.of(key), first, MINUTE_MILLIS));
      Await.result(store.beginWrite(List.of(key), second, MINUTE_MILLIS));
      Await.result(store.endWrite(List.of(key), second));

      assertContended(key, first, size);

      assertNull(Await.result(store.get(key)));
    }
  }

  @Test
  void endWriteWithValue_noteHasRunOutAndKeyIsLeased_leaseIsLost() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      byte[] writer = writer();
      Await.result(store.beginWrite(List.of(key), writer, SHORT_MILLIS));
      byte[] id = awaitLease(key);

      assertContended(key, writer, size);

      assertEquals(Outcome.REFUSED_ABSENT, fill(key, id, frame("perhaps read before")));
    }
  }

  @Test
  void endWriteWithValue_noteHasRunOut_removesWhatWasStoredSince() {
    for (int size : smallAndLarge()) {
      byte[] key = key();
      byte[] writer = writer();
      Await.result(store.beginWrite(List.of(key), writer, SHORT_MILLIS));
      byte[] id = awaitLease(key);
      assertEquals(Outcome.STORED, fill(key, id, frame("perhaps read before the commit")));

      assertContended(key, writer, size);

      assertNull(Await.result(store.get(key)));
    }
  }

  @Test
  void endWriteWithValue_neverBegun_isContendedAndNothingIsStored() {
    for (int size : smallAndLarge()) {
      byte[] key = key();

      assertContended(key, writer(), size);

      assertNull(Await.result(store.get(key)));
    }
  }

  private void assertContended(byte[] key, byte[] writer, int size) {
    assertEquals(
        Fill.refused(Outcome.REFUSED_CONTENDED),
        Await.result(store.endWrite(key, writer, frame(randomBytes(size)), MINUTE)));
  }
}
