package dev.aside.testkit.simulation;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import java.util.Arrays;

/**
 * What the scripts for entries do, command by command: lease, fill, release, back-off. Each refusal
 * is a method of its own, so that a test can see what happens without it. Confined to the
 * simulation.
 */
final class EntryScripts {
  private static final byte[] NO_LEASE = new byte[EntryHeader.LEASE_ID_SIZE];
  private static final int LEASE_AND_DEADLINE = EntryHeader.LEASE_ID_SIZE + Long.BYTES;

  private final Keyspace data;
  private final ServerClock clock;

  EntryScripts(Keyspace data, ServerClock clock) {
    this.data = data;
    this.clock = clock;
  }

  /** lease.lua. */
  Lease lease(String key, byte[] nonce, long leaseMillis, boolean refresh) {
    long micros = clock.uniqueMicros();
    long now = micros / 1_000;
    byte[] header = data.getRange(key, EntryHeader.SIZE);
    byte[] id = leaseId(nonce, micros);
    if (header.length == 0) {
      return place(key, id, now, leaseMillis);
    }
    if (!EntryHeader.isOurs(header)) {
      return new Lease.Foreign();
    }
    byte state = EntryHeader.state(header);
    if (state == EntryHeader.TOMBSTONE || state == EntryHeader.WRITE_INTENT) {
      return new Lease.Blocked(Math.max(1, data.ttl(key)));
    }
    long left = EntryHeader.number(header, EntryHeader.LEASE_DEADLINE) - now;
    if (EntryHeader.leaseId(header) != null && left > 0) {
      return (EntryHeader.failures(header) > 0) ? new Lease.BackingOff(left) : new Lease.Busy(left);
    }
    if (state != EntryHeader.VALUE) {
      return place(key, id, now, leaseMillis);
    }
    if (!refresh) {
      return new Lease.Present();
    }
    data.setRange(key, EntryHeader.LEASE_ID, leaseNote(id, now + leaseMillis));
    long ttl = data.ttl(key);
    if (ttl >= 0 && ttl < leaseMillis) {
      data.expire(key, leaseMillis);
    }
    return new Lease.Granted(id);
  }

  /** The server's time makes it unique: a request executed twice never grants an old id again. */
  private static byte[] leaseId(byte[] nonce, long micros) {
    byte[] id = Arrays.copyOf(nonce, EntryHeader.LEASE_ID_SIZE);
    EntryHeader.number(id, Long.BYTES, stamp(micros));
    return id;
  }

  private static long stamp(long micros) {
    return micros;
  }

  private Lease place(String key, byte[] id, long now, long leaseMillis) {
    byte[] entry = new byte[EntryHeader.SIZE];
    EntryHeader.begin(entry, EntryHeader.LEASE);
    System.arraycopy(
        leaseNote(id, now + leaseMillis), 0, entry, EntryHeader.LEASE_ID, LEASE_AND_DEADLINE);
    data.set(key, entry, leaseMillis);
    return new Lease.Granted(id);
  }

  private static byte[] leaseNote(byte[] id, long deadlineMillis) {
    byte[] note = Arrays.copyOf(id, LEASE_AND_DEADLINE);
    EntryHeader.number(note, EntryHeader.LEASE_ID_SIZE, deadlineMillis);
    return note;
  }

  /** fill.lua and fill-large.lua, which differ in how the bytes get there. */
  Fill fill(String key, byte[] id, byte[] frame, Lifetime lifetime) {
    byte[] header = data.getRange(key, EntryHeader.SIZE);
    if (isGone(header)) {
      return Fill.refused(Fill.Outcome.REFUSED_ABSENT);
    }
    if (isLost(header, id)) {
      return Fill.refused(Fill.Outcome.REFUSED_LOST);
    }
    if (isOlder(header, lifetime)) {
      return Fill.refused(Fill.Outcome.REFUSED_OLDER);
    }
    return store(key, frame, lifetime);
  }

  private static boolean isGone(byte[] header) {
    return header.length < EntryHeader.SIZE;
  }

  private static boolean isLost(byte[] header, byte[] id) {
    return header.length >= EntryHeader.SIZE
        && !(isLeaseOrValue(header) && Arrays.equals(EntryHeader.leaseId(header), id));
  }

  private static boolean isLeaseOrValue(byte[] header) {
    byte state = EntryHeader.state(header);
    return state == EntryHeader.LEASE || state == EntryHeader.VALUE;
  }

  private static boolean isOlder(byte[] header, Lifetime lifetime) {
    return header.length >= EntryHeader.SIZE
        && EntryHeader.state(header) == EntryHeader.VALUE
        && isNewer(header, lifetime);
  }

  /** Whether what is there, a value or a floor, is of a newer version than what is to be stored. */
  static boolean isNewer(byte[] header, Lifetime lifetime) {
    return lifetime.version() > 0
        && EntryHeader.number(header, EntryHeader.VERSION) > lifetime.version();
  }

  /** The two commands by which every script stores a frame. */
  Fill store(String key, byte[] frame, Lifetime lifetime) {
    long micros = clock.uniqueMicros();
    long now = micros / 1_000;
    byte[] stored = frame.clone();
    EntryHeader.number(stored, EntryHeader.SOFT_EXPIRY, now + lifetime.softMillis());
    EntryHeader.number(stored, EntryHeader.HARD_EXPIRY, now + lifetime.hardMillis());
    EntryHeader.number(stored, EntryHeader.VERSION, lifetime.version());
    EntryHeader.number(stored, EntryHeader.STAMP, micros);
    data.set(key, stored, lifetime.keepMillis());
    return Fill.stored(micros);
  }

  /** release.lua. */
  void release(String key, byte[] id) {
    giveBack(key, id, leaseNote(NO_LEASE, 0));
  }

  /** back-off.lua. */
  void backOff(String key, byte[] id, int failures, long backOffMillis) {
    giveBack(key, id, leaseNote(EntryHeader.backOffId(failures), clock.millis() + backOffMillis));
  }

  private void giveBack(String key, byte[] id, byte[] note) {
    byte[] header = data.getRange(key, EntryHeader.SIZE);
    if (header.length < EntryHeader.SIZE || !Arrays.equals(EntryHeader.leaseId(header), id)) {
      return;
    }
    if (EntryHeader.state(header) == EntryHeader.LEASE) {
      data.unlink(key);
    } else if (EntryHeader.state(header) == EntryHeader.VALUE) {
      data.setRange(key, EntryHeader.LEASE_ID, note);
    }
  }
}
