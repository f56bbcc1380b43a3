package dev.aside.testkit.simulation;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the scripts for plain entries do; a lease stands beside its entry. Confined to the
 * simulation.
 */
final class PlainScripts {
  private final Keyspace data;
  private final ServerClock clock;

  PlainScripts(Keyspace data, ServerClock clock) {
    this.data = data;
    this.clock = clock;
  }

  private static String beside(String key) {
    return "{" + key + "}:l";
  }

  /** plain-lease.lua. */
  Lease lease(String key, byte[] nonce, long leaseMillis) {
    if (data.exists(key)) {
      return new Lease.Present();
    }
    long left = data.ttl(beside(key));
    if (left != Keyspace.ABSENT) {
      return new Lease.Busy(Math.max(1, left));
    }
    byte[] id = Arrays.copyOf(nonce, EntryHeader.LEASE_ID_SIZE);
    EntryHeader.number(id, Long.BYTES, clock.uniqueMicros());
    data.set(beside(key), id, leaseMillis);
    return new Lease.Granted(id.clone());
  }

  /** plain-fill.lua. */
  Fill fill(String key, byte[] id, byte[] value, long ttlMillis) {
    byte @Nullable [] holder = data.get(beside(key));
    if (holder == null) {
      return Fill.refused(Fill.Outcome.REFUSED_ABSENT);
    }
    if (!Arrays.equals(holder, id)) {
      return Fill.refused(Fill.Outcome.REFUSED_LOST);
    }
    data.unlink(beside(key));
    if (data.exists(key)) {
      return Fill.refused(Fill.Outcome.REFUSED_LOST);
    }
    data.set(key, value.clone(), ttlMillis);
    return Fill.stored(clock.uniqueMicros());
  }

  /** plain-release.lua. */
  void release(String key, byte[] id) {
    if (Arrays.equals(data.get(beside(key)), id)) {
      data.unlink(beside(key));
    }
  }

  /** plain-put.lua. */
  void put(String key, byte[] value, long ttlMillis) {
    data.set(key, value.clone(), ttlMillis);
    data.unlink(beside(key));
  }

  /** UNLINK of both. */
  void remove(String key) {
    data.unlink(key);
    data.unlink(beside(key));
  }
}
