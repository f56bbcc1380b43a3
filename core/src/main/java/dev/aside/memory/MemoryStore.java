package dev.aside.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.aside.spi.Coherence;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import dev.aside.spi.RemoteStore;
import dev.aside.spi.TimeSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store in memory, with the same frames, leases and fencing as on a server. Each operation is
 * atomic under its key. Holds at most {@link #MAX_BYTES}; at the limit the least useful entries go,
 * as on a server that evicts. Thread-safe.
 */
final class MemoryStore implements RemoteStore {
  /** Keys and frames together. */
  static final long MAX_BYTES = 256L << 20;

  private static final long NANOS_PER_MICRO = 1_000;
  private static final long MICROS_PER_MILLI = 1_000;

  private final TimeSource time;
  private final long origin;
  private final AtomicLong lastMicros = new AtomicLong();
  private final Cache<ByteBuffer, Entry> entries;
  private final MemoryCoherence coherence;

  /** Bytes that are never changed once they are here, and the time at which they go. */
  private record Entry(byte[] bytes, long goneNanos) {}

  MemoryStore(TimeSource time) {
    this.time = time;
    origin = time.nanoTime();
    coherence = new MemoryCoherence(time);
    entries =
        Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((ByteBuffer key, Entry entry) -> key.capacity() + entry.bytes().length)
            .ticker(time::nanoTime)
            // From the time at which it goes: an operation that leaves it as it is counts as a
            // write.
            .expireAfter(
                Expiry.writing(
                    (ByteBuffer key, Entry entry) ->
                        Duration.ofNanos(Math.max(1, entry.goneNanos() - time.nanoTime()))))
            .executor(Runnable::run)
            .build();
  }

  @Override
  public CompletionStage<byte @Nullable []> get(byte[] key) {
    return CompletableFuture.completedFuture(read(key));
  }

  @Override
  public CompletionStage<byte @Nullable []> header(byte[] key) {
    byte[] bytes = read(key);
    return CompletableFuture.completedFuture(
        (bytes == null || bytes.length <= EntryHeader.SIZE)
            ? bytes
            : Arrays.copyOf(bytes, EntryHeader.SIZE));
  }

  @Override
  public CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys) {
    List<byte @Nullable []> found = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      found.add(read(key));
    }
    return CompletableFuture.completedFuture(found);
  }

  private byte @Nullable [] read(byte[] key) {
    Entry entry = entries.getIfPresent(ByteBuffer.wrap(key));
    return (entry == null) ? null : entry.bytes().clone();
  }

  @Override
  public CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis) {
    Lease[] answer = new Lease[1];
    change(
        key,
        old -> {
          long now = micros() / MICROS_PER_MILLI;
          Lease refusal = (old == null) ? null : refusal(old.bytes(), now);
          if (refusal != null) {
            answer[0] = refusal;
            return old;
          }
          byte[] id = Arrays.copyOf(nonce, EntryHeader.LEASE_ID_SIZE);
          EntryHeader.number(id, Long.BYTES, uniqueMicros());
          answer[0] = new Lease.Granted(id);
          return entry(placeholder(id, now + leaseMillis), leaseMillis);
        });
    return CompletableFuture.completedFuture(answer[0]);
  }

  /** Why {@code stored} does not let a new lease in; null if it does. */
  private static @Nullable Lease refusal(byte[] stored, long now) {
    if (!EntryHeader.isOurs(stored)) {
      return new Lease.Foreign();
    }
    long remaining = EntryHeader.number(stored, EntryHeader.LEASE_DEADLINE) - now;
    return switch (EntryHeader.state(stored)) {
      case EntryHeader.VALUE -> new Lease.Present();
      case EntryHeader.LEASE -> (remaining > 0) ? new Lease.Busy(remaining) : null;
      default -> new Lease.Blocked(1); // how long is up to the writers
    };
  }

  private static byte[] placeholder(byte[] id, long deadlineMillis) {
    byte[] header = new byte[EntryHeader.SIZE];
    EntryHeader.begin(header, EntryHeader.LEASE);
    System.arraycopy(id, 0, header, EntryHeader.LEASE_ID, EntryHeader.LEASE_ID_SIZE);
    EntryHeader.number(header, EntryHeader.LEASE_DEADLINE, deadlineMillis);
    return header;
  }

  @Override
  public CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] frame, Lifetime lifetime) {
    Fill[] answer = {Fill.refused(Fill.Outcome.REFUSED_ABSENT)};
    change(
        key,
        old -> {
          if (old == null || !EntryHeader.isOurs(old.bytes())) {
            return old;
          }
          if (!holds(old.bytes(), id)) {
            answer[0] = Fill.refused(Fill.Outcome.REFUSED_LOST);
            return old;
          }
          Entry stored = stamped(frame, lifetime);
          answer[0] = Fill.stored(EntryHeader.number(stored.bytes(), EntryHeader.STAMP));
          return stored;
        });
    return CompletableFuture.completedFuture(answer[0]);
  }

  @Override
  public CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
    change(key, old -> (old != null && holds(old.bytes(), id)) ? null : old);
    return CompletableFuture.completedFuture(null);
  }

  private static boolean holds(byte[] stored, byte[] id) {
    return EntryHeader.isOurs(stored)
        && EntryHeader.state(stored) == EntryHeader.LEASE
        && Arrays.equals(EntryHeader.leaseId(stored), id);
  }

  @Override
  public CompletionStage<@Nullable Void> put(byte[] key, byte[] frame, Lifetime lifetime) {
    change(
        key,
        old ->
            (old != null && WriteIntents.isPresent(old.bytes())) ? old : stamped(frame, lifetime));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<@Nullable Void> beginWrite(
      List<byte[]> keys, byte[] writer, long intentMillis) {
    long now = estimatedMillis();
    for (byte[] key : keys) {
      change(key, old -> intents(old, now).with(writer, now + intentMillis), now);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<@Nullable Void> endWrite(List<byte[]> keys, byte[] writer) {
    long now = estimatedMillis();
    for (byte[] key : keys) {
      change(key, old -> intents(old, now).without(writer), now);
    }
    return CompletableFuture.completedFuture(null);
  }

  private static WriteIntents intents(@Nullable Entry old, long now) {
    return WriteIntents.read((old == null) ? null : old.bytes(), now);
  }

  /** Leaves the intents that {@code change} gives; with none left, nothing. */
  private void change(byte[] key, Function<@Nullable Entry, WriteIntents> change, long now) {
    change(
        key,
        old -> {
          WriteIntents left = change.apply(old);
          return left.isEmpty() ? null : entry(left.toEntry(), left.lastDeadlineMillis() - now);
        });
  }

  @Override
  public CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
    for (byte[] key : keys) {
      change(key, old -> null);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public long estimatedMillis() {
    return micros() / MICROS_PER_MILLI;
  }

  @Override
  public Coherence coherence() {
    return coherence;
  }

  @Override
  public boolean isAvailable() {
    return true;
  }

  void close() {
    entries.invalidateAll();
  }

  /** A change of one entry; null in either place is "no entry". */
  private interface Change {
    @Nullable Entry apply(@Nullable Entry old);
  }

  private void change(byte[] key, Change change) {
    boolean[] changed = new boolean[1];
    entries
        .asMap()
        .compute(
            ByteBuffer.wrap(key.clone()),
            (same, old) -> {
              Entry next = change.apply(old);
              changed[0] = !isSame(old, next);
              return next;
            });
    if (changed[0]) {
      coherence.announce(key); // after the change can be read, as on a server
    }
  }

  @SuppressWarnings("ReferenceEquality") // an operation that changes nothing returns what it got
  private static boolean isSame(@Nullable Entry old, @Nullable Entry next) {
    return old == next;
  }

  private Entry stamped(byte[] frame, Lifetime lifetime) {
    byte[] stored = frame.clone();
    long micros = uniqueMicros();
    long now = micros / MICROS_PER_MILLI;
    EntryHeader.number(stored, EntryHeader.SOFT_EXPIRY, now + lifetime.softMillis());
    EntryHeader.number(stored, EntryHeader.HARD_EXPIRY, now + lifetime.hardMillis());
    EntryHeader.number(stored, EntryHeader.VERSION, lifetime.version());
    EntryHeader.number(stored, EntryHeader.STAMP, micros);
    return entry(stored, lifetime.keepMillis());
  }

  private Entry entry(byte[] bytes, long keepMillis) {
    return new Entry(bytes, time.nanoTime() + Duration.ofMillis(keepMillis).toNanos());
  }

  /** This store's own clock; its origin does not matter, as nothing else is compared with it. */
  private long micros() {
    return MICROS_PER_MILLI + (time.nanoTime() - origin) / NANOS_PER_MICRO;
  }

  /** Never the same twice, so that no lease id is granted twice, even if time stands still. */
  private long uniqueMicros() {
    long now = micros();
    return lastMicros.updateAndGet(last -> Math.max(last + 1, now));
  }
}
