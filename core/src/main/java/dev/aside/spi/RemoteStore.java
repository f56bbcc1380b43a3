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
   */
  CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis);

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
   * Stores {@code frame}, which ends any lease; stamps its times by the server's clock. Where
   * writers are at work it does nothing: what they leave is not known yet.
   */
  CompletionStage<@Nullable Void> put(byte[] key, byte[] frame, Lifetime lifetime);

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
   * holds.
   */
  CompletionStage<@Nullable Void> endWrite(List<byte[]> keys, byte[] writer);

  /** Removes the keys with whatever is there, leases included. */
  CompletionStage<@Nullable Void> remove(List<byte[]> keys);

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
