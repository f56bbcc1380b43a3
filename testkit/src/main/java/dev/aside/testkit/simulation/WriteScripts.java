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
  /** The lease, its deadline and the soft expiry, which follow one another. */
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
    WriterNotes notes = noted(key, now).with(writer, now + intentMillis);
    data.set(key, notes.toEntry(), notes.lastDeadlineMillis() - now);
  }

  private WriterNotes noted(String key, long now) {
    byte @Nullable [] stored = data.get(key);
    WriterNotes notes = WriterNotes.read(stored, now);
    return (stored != null && isTombstone(stored))
        ? notes.heldOff(
            now + Math.max(0, data.ttl(key)), EntryHeader.number(stored, EntryHeader.VERSION))
        : notes;
  }

  /** end-write.lua. */
  void endWrite(String key, byte[] writer) {
    long now = clock.millis();
    byte @Nullable [] stored = data.get(key);
    if (stored == null || !isTombstone(stored)) {
      keep(key, WriterNotes.read(stored, now).without(writer), now);
    }
  }

  /** end-write-small.lua and end-write-large.lua. */
  Fill endWrite(String key, byte[] writer, byte[] frame, Lifetime lifetime) {
    long now = clock.millis();
    byte @Nullable [] stored = data.get(key);
    if (stored != null && isTombstone(stored)) {
      return Fill.refused(Fill.Outcome.REFUSED_CONTENDED);
    }
    WriterNotes notes = WriterNotes.read(stored, now);
    Fill.Outcome refusal = Fill.Outcome.REFUSED_CONTENDED;
    if (notes.isAlone(writer)) {
      if (lifetime.version() == 0 || notes.floor() <= lifetime.version()) {
        return entries.store(key, frame, lifetime);
      }
      refusal = Fill.Outcome.REFUSED_OLDER;
    }
    keep(key, notes.without(writer), now);
    return Fill.refused(refusal);
  }

  /** With no note left the entry goes, whatever it holds by now, but for a tombstone. */
  private void keep(String key, WriterNotes left, long now) {
    if (!left.isEmpty()) {
      data.set(key, left.toEntry(), left.lastDeadlineMillis() - now);
    } else if (left.heldUntilMillis() > now) {
      data.set(key, tombstone(left.floor()), left.heldUntilMillis() - now);
    } else {
      data.unlink(key);
    }
  }

  /** remove.lua. */
  void remove(String key) {
    if (isNoted(key)) {
      data.setRange(key, EntryHeader.FLAGS, new byte[] {WriterNotes.CONTENDED});
    } else {
      data.unlink(key);
    }
  }

  /** soften.lua. */
  void soften(String key) {
    byte[] header = data.getRange(key, EntryHeader.SIZE);
    byte state = EntryHeader.isOurs(header) ? EntryHeader.state(header) : 0;
    if (state == EntryHeader.VALUE) {
      data.setRange(key, EntryHeader.LEASE_ID, new byte[SOFTENED]);
    } else if (state != EntryHeader.TOMBSTONE) {
      remove(key);
    }
  }

  /** hold-off.lua. */
  void holdOff(String key, long holdMillis) {
    byte[] header = data.getRange(key, EntryHeader.SIZE);
    if (!EntryHeader.isOurs(header)) {
      data.set(key, tombstone(0), holdMillis);
    } else if (WriterNotes.isPresent(header)) {
      holdOffWriters(key, header, clock.millis() + holdMillis);
    } else {
      long hold = isTombstone(header) ? Math.max(holdMillis, data.ttl(key)) : holdMillis;
      data.set(key, tombstone(EntryHeader.number(header, EntryHeader.VERSION)), hold);
    }
  }

  private void holdOffWriters(String key, byte[] header, long untilMillis) {
    long until = Math.max(untilMillis, EntryHeader.number(header, EntryHeader.LEASE_DEADLINE));
    byte[] deadline = new byte[Long.BYTES];
    EntryHeader.number(deadline, 0, until);
    data.setRange(key, EntryHeader.LEASE_DEADLINE, deadline);
    long left = until - clock.millis();
    if (data.ttl(key) < left) {
      data.expire(key, left);
    }
  }

  private static boolean isTombstone(byte[] entry) {
    return EntryHeader.isOurs(entry) && EntryHeader.state(entry) == EntryHeader.TOMBSTONE;
  }

  private static byte[] tombstone(long floor) {
    byte[] tombstone = new byte[EntryHeader.SIZE];
    EntryHeader.begin(tombstone, EntryHeader.TOMBSTONE);
    EntryHeader.number(tombstone, EntryHeader.VERSION, floor);
    return tombstone;
  }

  /** Whether a write of the key is noted: until it ends nothing is stored there. */
  boolean isNoted(String key) {
    return WriterNotes.isPresent(data.getRange(key, EntryHeader.SIZE));
  }
}
