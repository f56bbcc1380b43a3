package dev.aside.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The shared level of the cache: frames under keys, and leases that fence their filling. All
 * operations are asynchronous, never block, and each stage ends within the command timeout; a stage
 * that fails says nothing about whether the server did the work. Stages may complete on an I/O
 * thread. Thread-safe.
 *
 * <p>A frame begins with the 64 bytes of {@link EntryHeader}. The life of an entry:
 *
 * <pre>
 *   absent --lease--> L(id) --fill(id)--> V --expiry or remove--> absent
 *                       |--release(id)--> absent
 *                       |--remove-------> absent     and the later fill(id) is refused
 * </pre>
 */
public interface RemoteStore {

  /** The stored bytes, lease placeholders included; null if there is no such key. */
  CompletionStage<byte @Nullable []> get(byte[] key);

  /**
   * The first {@link EntryHeader#SIZE} stored bytes, or fewer if there are fewer; null if there is
   * no such key. From here on, as after {@link #get} and {@link #getAll}, the next change of the
   * key is announced by {@link #coherence}.
   */
  CompletionStage<byte @Nullable []> header(byte[] key);

  /**
   * The stored bytes of each key, in the order of the keys, null where there is none. One command
   * for all where the server allows it.
   */
  CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys);

  /**
   * Asks for the right to fill {@code key}: at most one holder per key until its time is over.
   *
   * @param nonce 8 bytes, random per request
   * @param leaseMillis after this the lease is free for others, and its fill is refused
   * @param refresh also over a value, which stays readable until it is replaced; without it a value
   *     is {@link Lease.Present}
   */
  CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis, boolean refresh);

  /** As {@link #lease(byte[], byte[], long, boolean)}, not over a value. */
  default CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis) {
    return lease(key, nonce, leaseMillis, /* refresh= */ false);
  }

  /**
   * Stores {@code frame} if the lease {@code id} is still the one in the entry; stamps its times by
   * the server's clock.
   */
  CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] frame, Lifetime lifetime);

  /**
   * Gives the lease {@code id} back without a value; does nothing if it is no longer in the entry.
   */
  CompletionStage<@Nullable Void> release(byte[] key, byte[] id);

  /**
   * Gives the lease {@code id} back after its load has failed. Over a value it leaves a note in its
   * place, so that nobody is granted a lease for {@code backOffMillis}; else as {@link #release}.
   *
   * @param failures how many loads have failed in a row, 1 to 255; readers find it in the note, see
   *     {@link EntryHeader#failures}
   */
  CompletionStage<@Nullable Void> backOff(byte[] key, byte[] id, int failures, long backOffMillis);

  /**
   * Stores {@code frame}, which ends any lease; stamps its times by the server's clock. Refused
   * where writers are at work, as what they leave is not known yet, and where a value or a floor of
   * a newer {@link Lifetime#version} is there; a value without a version is never older.
   */
  CompletionStage<Fill> put(byte[] key, byte[] frame, Lifetime lifetime);

  /**
   * Notes in each key that {@code writer} is about to change its source, in place of what is there:
   * until {@link #endWrite}, or for {@code intentMillis} should that never come, nothing can be
   * stored under the key. Several writers may be at work on one key at once.
   *
   * @param writer 16 bytes, unique per write
   */
  CompletionStage<@Nullable Void> beginWrite(List<byte[]> keys, byte[] writer, long intentMillis);

  /**
   * Takes the note of {@code writer} back, after the source was changed or the change was given up.
   * With the last note, or if the notes are no longer there, the key is removed with whatever it
   * holds; only that {@link #holdOff} from before or from during the write goes on for its time.
   */
  CompletionStage<@Nullable Void> endWrite(List<byte[]> keys, byte[] writer);

  /**
   * As {@link #endWrite(List, byte[])} for one key, and stores {@code frame} if this was the only
   * writer, from its beginning to its end, and nothing has removed its note. Else the outcome is
   * {@link Fill.Outcome#REFUSED_CONTENDED}, or {@link Fill.Outcome#REFUSED_OLDER} below the floor
   * of a {@link #holdOff}, and what is known to be out of date is gone.
   */
  CompletionStage<Fill> endWrite(byte[] key, byte[] writer, byte[] frame, Lifetime lifetime);

  /**
   * Removes the keys with whatever is there, leases included. Only the notes of writers at work
   * stay, which keep everything else away: what a writer is about to store with {@link
   * #endWrite(byte[], byte[], byte[], Lifetime)} is then refused.
   */
  CompletionStage<@Nullable Void> remove(List<byte[]> keys);

  /**
   * Ends the freshness of the values, which can still be read until their hard expiry, and the
   * leases on them; everything else is as with {@link #remove}, but that tombstones stay.
   */
  CompletionStage<@Nullable Void> soften(List<byte[]> keys);

  /**
   * Puts tombstones in the place of what is there: for {@code holdMillis} the keys can be loaded
   * but not stored, and their versions, if they have any, are a floor for what is put. Write
   * intents stay, as they do the same; the tombstone comes when they are gone, for the time that is
   * left.
   */
  CompletionStage<@Nullable Void> holdOff(List<byte[]> keys, long holdMillis);

  /**
   * The stamps of tags, in the order of their keys; one that is not there is made. A stamp is
   * compared for equality only, and one that was lost never comes back. Reading a stamp with {@link
   * #getAll}, where it is a decimal number, has its next change announced; this does not.
   */
  CompletionStage<List<Long>> touch(List<byte[]> tags);

  /** Moves the stamps of tags forward, and gives the new ones in the order of their keys. */
  CompletionStage<List<Long>> bump(List<byte[]> tags);

  /** Entries without frames, which other programs read and write too. The same object each time. */
  PlainEntries plain();

  /**
   * A reply on the connection for reads cannot have been for its question: whatever else is under
   * way there is not to be believed either. Gives the connection up, which ends the epoch.
   */
  void distrust(String why);

  /**
   * The server's clock in milliseconds, which the times in a header are given in, estimated from
   * its last replies without asking; 0 while it is not known. For how long a copy may live, never
   * for what is newer.
   */
  long estimatedMillis();

  /** What is known of changes that others make to entries read here. The same object each time. */
  Coherence coherence();

  /** Whether commands are likely to be answered now. Never blocks. */
  boolean isAvailable();
}
