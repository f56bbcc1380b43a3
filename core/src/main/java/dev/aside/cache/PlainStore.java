package dev.aside.cache;

import dev.aside.spi.Coherence;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import dev.aside.spi.PlainEntries;
import dev.aside.spi.RemoteStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Shows plain entries to the engine as if they were framed, and stores of its frames just the
 * payload. What needs a frame at the server is not there: the cache's builder refuses it. A value's
 * stamp is made of its bytes. Thread-safe.
 */
final class PlainStore implements RemoteStore {
  private static final Lifetime NEVER_STORED = new Lifetime(1, 1, 1, 0);

  private final RemoteStore server;
  private final PlainEntries entries;
  private final Framing framing;

  PlainStore(RemoteStore server, Framing framing) {
    this.server = server;
    this.entries = server.plain();
    this.framing = framing;
  }

  @Override
  public CompletionStage<byte @Nullable []> get(byte[] key) {
    return entries.get(key).thenApply(entry -> framed(key, entry));
  }

  @Override
  public CompletionStage<byte @Nullable []> header(byte[] key) {
    return get(key);
  }

  @Override
  public CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys) {
    return entries
        .getAll(keys)
        .thenApply(
            found -> {
              List<byte @Nullable []> frames = new ArrayList<>(found.size());
              for (int i = 0; i < found.size(); i++) {
                frames.add(framed(keys.get(i), found.get(i)));
              }
              return frames;
            });
  }

  private byte @Nullable [] framed(byte[] key, PlainEntries.@Nullable PlainEntry entry) {
    if (entry == null) {
      return null;
    }
    byte[] frame =
        framing.value(key, Payload.plain(entry.bytes()), 0, Stamps.NONE, null, NEVER_STORED);
    long life =
        (entry.remainingMillis() < 0) ? Settings.MAX_TTL.toMillis() : entry.remainingMillis();
    long end = server.estimatedMillis() + life;
    EntryHeader.number(frame, EntryHeader.SOFT_EXPIRY, end);
    EntryHeader.number(frame, EntryHeader.HARD_EXPIRY, end);
    EntryHeader.number(frame, EntryHeader.STAMP, stamp(entry.bytes()));
    return frame;
  }

  /** Tells a value from others with a chance of one in four billion for each size to be wrong. */
  private static long stamp(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value);
    return ((long) value.length << Integer.SIZE) | crc.getValue();
  }

  @Override
  public CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis, boolean refresh) {
    return entries.lease(key, nonce, leaseMillis);
  }

  @Override
  public CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] frame, Lifetime lifetime) {
    byte[] value = payload(key, frame);
    return entries
        .fill(key, id, value, lifetime.softMillis())
        .thenApply(
            fill -> (fill.outcome() == Fill.Outcome.STORED) ? Fill.stored(stamp(value)) : fill);
  }

  private byte[] payload(byte[] key, byte[] frame) {
    if (framing.read(key, frame) instanceof Frame.Stored stored && stored.payload() != null) {
      return stored.payload().bytes();
    }
    throw new IllegalArgumentException("frame: no value (expected: one, in the plain layout)");
  }

  @Override
  public CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
    return entries.release(key, id);
  }

  @Override
  public CompletionStage<@Nullable Void> backOff(
      byte[] key, byte[] id, int failures, long backOffMillis) {
    return entries.release(key, id);
  }

  @Override
  public CompletionStage<Fill> put(byte[] key, byte[] frame, Lifetime lifetime) {
    byte[] value = payload(key, frame);
    return entries
        .put(key, value, lifetime.softMillis())
        .thenApply(done -> Fill.stored(stamp(value)));
  }

  /** There is no place for a note: the write is protected as an invalidation after it is. */
  @Override
  public CompletionStage<@Nullable Void> beginWrite(
      List<byte[]> keys, byte[] writer, long intentMillis) {
    return entries.remove(keys);
  }

  @Override
  public CompletionStage<@Nullable Void> endWrite(List<byte[]> keys, byte[] writer) {
    return entries.remove(keys);
  }

  @Override
  public CompletionStage<Fill> endWrite(
      byte[] key, byte[] writer, byte[] frame, Lifetime lifetime) {
    return put(key, frame, lifetime);
  }

  @Override
  public CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
    return entries.remove(keys);
  }

  @Override
  public CompletionStage<@Nullable Void> soften(List<byte[]> keys) {
    return entries.remove(keys);
  }

  @Override
  public CompletionStage<@Nullable Void> holdOff(List<byte[]> keys, long holdMillis) {
    return entries.remove(keys);
  }

  @Override
  public CompletionStage<List<Long>> touch(List<byte[]> tags) {
    return CompletableFuture.failedFuture(new IllegalStateException("No tags in this layout"));
  }

  @Override
  public CompletionStage<List<Long>> bump(List<byte[]> tags) {
    return touch(tags);
  }

  @Override
  public PlainEntries plain() {
    return entries;
  }

  @Override
  public void distrust(String why) {
    server.distrust(why);
  }

  @Override
  public long estimatedMillis() {
    return server.estimatedMillis();
  }

  @Override
  public Coherence coherence() {
    return server.coherence();
  }

  @Override
  public boolean isAvailable() {
    return server.isAvailable();
  }
}
