package dev.aside.testkit.simulation;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lifetime;
import org.jspecify.annotations.Nullable;

/**
 * What the scripts for writes and invalidations do: put, write intents, softening, hold-off.
 * Confined to the simulation.
 */
final class WriteScripts {
  private static final int SOFTENED = EntryHeader.LEASE_ID_SIZE + 2 * Long.BYTES;

  private final Keyspace data;
  private final ServerClock clock;
  private final EntryScripts entries;

  WriteScripts(Keyspace data, ServerClock clock, EntryScripts entries) {
    this.data = data;
    this.clock = clock;
    this.entries = entries;
  }

  /** put.lua and put-large.lua. */
  Fill put(String key, byte[] frame, Lifetime lifetime) {
    byte[] header = data.getRange(key, EntryHeader.SIZE);
    if (WriterNotes.isPresent(header)) {
      return Fill.refused(Fill.Outcome.REFUSED_WRITING);
    }
    if (EntryHeader.isOurs(header) && EntryScripts.isNewer(header, lifetime)) {
      return Fill.refused(Fill.Outcome.REFUSED_OLDER);
    }
    return entries.store(key, frame, lifetime);
  }

  /** begin-write.lua. */
  void beginWrite(String key, byte[] writer, long intentMillis) {
    long now = clock.millis();
    keep(key, WriterNotes.read(data.get(key), now).with(writer, now + intentMillis), now);
  }

  /** end-write.lua. */
  void endWrite(String key, byte[] writer) {
    long now = clock.millis();
    keep(key, WriterNotes.read(data.get(key), now).without(writer), now);
  }

  /** end-write-small.lua and end-write-large.lua. */
  Fill endWrite(String key, byte[] writer, byte[] frame, Lifetime lifetime) {
    byte @Nullable [] stored = data.get(key);
    if (stored == null) {
      return Fill.refused(Fill.Outcome.REFUSED_CONTENDED);
    }
    long now = clock.millis();
    WriterNotes notes = WriterNotes.read(stored, now);
    if (notes.isAlone(writer)) {
      return entries.store(key, frame, lifetime);
    }
    keep(key, notes.without(writer), now);
    return Fill.refused(Fill.Outcome.REFUSED_CONTENDED);
  }

  /** With no note left the entry goes, whatever it holds by now. */
  private void keep(String key, WriterNotes left, long now) {
    if (left.isEmpty()) {
      data.unlink(key);
    } else {
      data.set(key, left.toEntry(), left.lastDeadlineMillis() - now);
    }
  }

  /** soften.lua. */
  void soften(String key) {
    byte[] header = data.getRange(key, EntryHeader.SIZE);
    byte state = EntryHeader.isOurs(header) ? EntryHeader.state(header) : 0;
    if (state == EntryHeader.VALUE) {
      data.setRange(key, EntryHeader.LEASE_ID, new byte[SOFTENED]);
    } else if (state != EntryHeader.WRITE_INTENT && state != EntryHeader.TOMBSTONE) {
      data.unlink(key);
    }
  }

  /** hold-off.lua. */
  void holdOff(String key, long holdMillis) {
    byte[] header = data.getRange(key, EntryHeader.SIZE);
    byte[] tombstone = new byte[EntryHeader.SIZE];
    EntryHeader.begin(tombstone, EntryHeader.TOMBSTONE);
    long hold = holdMillis;
    if (EntryHeader.isOurs(header)) {
      if (WriterNotes.isPresent(header)) {
        return;
      }
      System.arraycopy(header, EntryHeader.VERSION, tombstone, EntryHeader.VERSION, Long.BYTES);
      if (EntryHeader.state(header) == EntryHeader.TOMBSTONE) {
        hold = Math.max(hold, data.ttl(key));
      }
    }
    data.set(key, tombstone, hold);
  }

  /** Whether a write of the key is noted: until it ends nothing is stored there. */
  boolean isNoted(String key) {
    return WriterNotes.isPresent(data.getRange(key, EntryHeader.SIZE));
  }
}
