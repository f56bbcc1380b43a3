package dev.aside.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Entries that hold exactly a value's bytes, with a time to live, so that programs in any language
 * can read and write them with GET, SETEX and DEL. A lease stands beside its entry, under {@code
 * {entry}:l}, on the same slot. Asynchronous as {@link RemoteStore} is. Thread-safe.
 */
public interface PlainEntries {

  /**
   * A value and how long it still lives.
   *
   * @param remainingMillis until the server removes it; -1: it does not
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
  record PlainEntry(byte[] bytes, long remainingMillis) {}

  /**
   * What is stored, null if there is nothing. From here on the next change of the entry is
   * announced by {@link RemoteStore#coherence}.
   */
  CompletionStage<@Nullable PlainEntry> get(byte[] key);

  /** As {@link #get}, for many keys, in their order. */
  CompletionStage<List<@Nullable PlainEntry>> getAll(List<byte[]> keys);

  /**
   * Asks for the right to fill {@code key}: granted, busy, or present if a value has appeared.
   *
   * @param nonce 8 bytes, random per request
   */
  CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis);

  /** Stores {@code value} if the lease {@code id} still stands and no value has appeared. */
  CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] value, long ttlMillis);

  /** Gives the lease {@code id} back without a value. */
  CompletionStage<@Nullable Void> release(byte[] key, byte[] id);

  /** Stores {@code value} over anything and ends any lease. */
  CompletionStage<@Nullable Void> put(byte[] key, byte[] value, long ttlMillis);

  /** Removes the entries and their leases. */
  CompletionStage<@Nullable Void> remove(List<byte[]> keys);
}
