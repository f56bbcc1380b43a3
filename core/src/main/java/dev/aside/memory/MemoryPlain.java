package dev.aside.memory;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.PlainEntries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Plain entries in memory. What changes an entry and its lease takes turns, as two keys are
 * involved. Thread-safe.
 */
final class MemoryPlain implements PlainEntries {
  private static final byte[] LEASE_SUFFIX = "}:l".getBytes(StandardCharsets.US_ASCII);

  private final MemoryEntries entries;

  MemoryPlain(MemoryEntries entries) {
    this.entries = entries;
  }

  @Override
  public CompletionStage<@Nullable PlainEntry> get(byte[] key) {
    return CompletableFuture.completedFuture(read(key));
  }

  @Override
  public CompletionStage<List<@Nullable PlainEntry>> getAll(List<byte[]> keys) {
    List<@Nullable PlainEntry> found = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      found.add(read(key));
    }
    return CompletableFuture.completedFuture(found);
  }

  private @Nullable PlainEntry read(byte[] key) {
    byte[] bytes = entries.read(key);
    return (bytes == null) ? null : new PlainEntry(bytes, entries.remainingMillis(key));
  }

  @Override
  public synchronized CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis) {
    if (entries.read(key) != null) {
      return CompletableFuture.completedFuture(new Lease.Present());
    }
    byte[] beside = beside(key);
    long remaining = entries.remainingMillis(beside);
    if (remaining > 0) {
      return CompletableFuture.completedFuture(new Lease.Busy(remaining));
    }
    byte[] id = Arrays.copyOf(nonce, EntryHeader.LEASE_ID_SIZE);
    EntryHeader.number(id, Long.BYTES, entries.uniqueMicros());
    entries.change(beside, old -> entries.entry(id.clone(), leaseMillis));
    return CompletableFuture.completedFuture(new Lease.Granted(id));
  }

  @Override
  public synchronized CompletionStage<Fill> fill(
      byte[] key, byte[] id, byte[] value, long ttlMillis) {
    byte[] holder = entries.read(beside(key));
    if (holder == null) {
      return CompletableFuture.completedFuture(Fill.refused(Fill.Outcome.REFUSED_ABSENT));
    }
    if (!Arrays.equals(holder, id)) {
      return CompletableFuture.completedFuture(Fill.refused(Fill.Outcome.REFUSED_LOST));
    }
    entries.change(beside(key), old -> null);
    if (entries.read(key) != null) {
      return CompletableFuture.completedFuture(Fill.refused(Fill.Outcome.REFUSED_LOST));
    }
    entries.change(key, old -> entries.entry(value.clone(), ttlMillis));
    return CompletableFuture.completedFuture(Fill.stored(entries.uniqueMicros()));
  }

  @Override
  public synchronized CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
    entries.change(
        beside(key), old -> (old != null && Arrays.equals(old.bytes(), id)) ? null : old);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletionStage<@Nullable Void> put(
      byte[] key, byte[] value, long ttlMillis) {
    entries.change(key, old -> entries.entry(value.clone(), ttlMillis));
    entries.change(beside(key), old -> null);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
    for (byte[] key : keys) {
      entries.change(key, old -> null);
      entries.change(beside(key), old -> null);
    }
    return CompletableFuture.completedFuture(null);
  }

  private static byte[] beside(byte[] key) {
    byte[] lease = new byte[1 + key.length + LEASE_SUFFIX.length];
    lease[0] = '{';
    System.arraycopy(key, 0, lease, 1, key.length);
    System.arraycopy(LEASE_SUFFIX, 0, lease, 1 + key.length, LEASE_SUFFIX.length);
    return lease;
  }
}
