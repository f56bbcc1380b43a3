package dev.aside.memory;

import dev.aside.memory.MemoryEntries.Entry;
import dev.aside.spi.Coherence;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import dev.aside.spi.PlainEntries;
import dev.aside.spi.RemoteStore;
import dev.aside.spi.TimeSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The store in memory, with the same frames, leases and fencing as on a server. Thread-safe. */
final class MemoryStore implements RemoteStore {
  /** Losing a tag's stamp costs misses only, so it need not live for ever. */
  private static final long TAG_MILLIS = 60L * 24 * 3_600 * 1_000;

  private final MemoryCoherence coherence;
  private final MemoryEntries entries;
  private final MemoryPlain plain;

  MemoryStore(TimeSource time) {
    coherence = new MemoryCoherence(time);
    entries = new MemoryEntries(time, coherence);
    plain = new MemoryPlain(entries);
  }

  @Override
  public CompletionStage<byte @Nullable []> get(byte[] key) {
    return CompletableFuture.completedFuture(entries.read(key));
  }

  @Override
  public CompletionStage<byte @Nullable []> header(byte[] key) {
    byte[] bytes = entries.read(key);
    return CompletableFuture.completedFuture(
        (bytes == null || bytes.length <= EntryHeader.SIZE)
            ? bytes
            : Arrays.copyOf(bytes, EntryHeader.SIZE));
  }

  @Override
  public CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys) {
    List<byte @Nullable []> found = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      found.add(entries.read(key));
    }
    return CompletableFuture.completedFuture(found);
  }

  // Leases

  @Override
  public CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis, boolean refresh) {
    Lease[] answer = new Lease[1];
    entries.change(
        key,
        old -> {
          long now = entries.millis();
          Lease refusal = (old == null) ? null : refusal(old, now, refresh);
          if (refusal != null) {
            answer[0] = refusal;
            return old;
          }
          byte[] id = Arrays.copyOf(nonce, EntryHeader.LEASE_ID_SIZE);
          EntryHeader.number(id, Long.BYTES, entries.uniqueMicros());
          answer[0] = new Lease.Granted(id);
          return leased(old, id, now + leaseMillis, leaseMillis);
        });
    return CompletableFuture.completedFuture(answer[0]);
  }

  /** Why {@code old} does not let a new lease in; null if it does. */
  private @Nullable Lease refusal(Entry old, long now, boolean refresh) {
    byte[] stored = old.bytes();
    if (!EntryHeader.isOurs(stored)) {
      return new Lease.Foreign();
    }
    byte state = EntryHeader.state(stored);
    if (state != EntryHeader.VALUE && state != EntryHeader.LEASE) {
      return new Lease.Blocked(entries.millisUntil(old.goneNanos()));
    }
    long remaining = EntryHeader.number(stored, EntryHeader.LEASE_DEADLINE) - now;
    if (EntryHeader.leaseId(stored) != null && remaining > 0) {
      return (EntryHeader.failures(stored) > 0)
          ? new Lease.BackingOff(remaining)
          : new Lease.Busy(remaining);
    }
    return (state == EntryHeader.VALUE && !refresh) ? new Lease.Present() : null;
  }

  /** A placeholder, or the value with a lease in place, which lives at least as long as that. */
  private Entry leased(@Nullable Entry old, byte[] id, long deadlineMillis, long leaseMillis) {
    boolean isRefresh =
        old != null && EntryHeader.state(old.bytes()) == EntryHeader.VALUE; // else refused
    byte[] bytes = new byte[EntryHeader.SIZE];
    if (isRefresh && old != null) {
      bytes = old.bytes().clone();
    } else {
      EntryHeader.begin(bytes, EntryHeader.LEASE);
    }
    setLease(bytes, id, deadlineMillis);
    Entry placeholder = entries.entry(bytes, leaseMillis);
    return (isRefresh && old != null && old.goneNanos() - placeholder.goneNanos() > 0)
        ? new Entry(bytes, old.goneNanos())
        : placeholder;
  }

  private static void setLease(byte[] bytes, byte[] id, long deadlineMillis) {
    System.arraycopy(id, 0, bytes, EntryHeader.LEASE_ID, EntryHeader.LEASE_ID_SIZE);
    EntryHeader.number(bytes, EntryHeader.LEASE_DEADLINE, deadlineMillis);
  }

  @Override
  public CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] frame, Lifetime lifetime) {
    Fill[] answer = {Fill.refused(Fill.Outcome.REFUSED_ABSENT)};
    entries.change(
        key,
        old -> {
          if (old == null || old.bytes().length < EntryHeader.SIZE) {
            return old;
          }
          if (!holds(old.bytes(), id)) {
            answer[0] = Fill.refused(Fill.Outcome.REFUSED_LOST);
            return old;
          }
          if (isNewer(old.bytes(), lifetime)) {
            answer[0] = Fill.refused(Fill.Outcome.REFUSED_OLDER);
            return old;
          }
          return stored(frame, lifetime, answer);
        });
    return CompletableFuture.completedFuture(answer[0]);
  }

  @Override
  public CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
    byte[] none = new byte[EntryHeader.LEASE_ID_SIZE];
    giveBack(key, id, none, /* deadlineMillis= */ 0);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<@Nullable Void> backOff(
      byte[] key, byte[] id, int failures, long backOffMillis) {
    giveBack(key, id, EntryHeader.backOffId(failures), entries.millis() + backOffMillis);
    return CompletableFuture.completedFuture(null);
  }

  /** Over a value {@code next} takes the lease's place; a placeholder goes. */
  private void giveBack(byte[] key, byte[] id, byte[] next, long deadlineMillis) {
    entries.change(
        key,
        old -> {
          if (old == null || !holds(old.bytes(), id)) {
            return old;
          }
          if (EntryHeader.state(old.bytes()) == EntryHeader.LEASE) {
            return null;
          }
          byte[] bytes = old.bytes().clone();
          setLease(bytes, next, deadlineMillis);
          return new Entry(bytes, old.goneNanos());
        });
  }

  private static boolean holds(byte[] stored, byte[] id) {
    return EntryHeader.isOurs(stored)
        && (EntryHeader.state(stored) == EntryHeader.LEASE
            || EntryHeader.state(stored) == EntryHeader.VALUE)
        && Arrays.equals(EntryHeader.leaseId(stored), id);
  }

  // Writes

  @Override
  public CompletionStage<Fill> put(byte[] key, byte[] frame, Lifetime lifetime) {
    Fill[] answer = new Fill[1];
    entries.change(
        key,
        old -> {
          if (old != null && WriteIntents.isPresent(old.bytes())) {
            answer[0] = Fill.refused(Fill.Outcome.REFUSED_WRITING);
            return old;
          }
          if (old != null && isNewer(old.bytes(), lifetime)) {
            answer[0] = Fill.refused(Fill.Outcome.REFUSED_OLDER);
            return old;
          }
          return stored(frame, lifetime, answer);
        });
    return CompletableFuture.completedFuture(answer[0]);
  }

  /** Whether what is there, a value or a floor, is of a newer version than what is to be stored. */
  private static boolean isNewer(byte[] stored, Lifetime lifetime) {
    return lifetime.version() > 0
        && EntryHeader.isOurs(stored)
        && EntryHeader.number(stored, EntryHeader.VERSION) > lifetime.version();
  }

  @Override
  public CompletionStage<@Nullable Void> beginWrite(
      List<byte[]> keys, byte[] writer, long intentMillis) {
    long now = entries.millis();
    for (byte[] key : keys) {
      changeIntents(key, intents -> intents.with(writer, now + intentMillis), now);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<@Nullable Void> endWrite(List<byte[]> keys, byte[] writer) {
    long now = entries.millis();
    for (byte[] key : keys) {
      changeIntents(key, intents -> intents.without(writer), now);
    }
    return CompletableFuture.completedFuture(null);
  }

  private void changeIntents(byte[] key, Function<WriteIntents, WriteIntents> change, long now) {
    entries.change(key, old -> left(change.apply(intents(old, now)), now));
  }

  /** What is in the place of {@code intents}: without any, a tombstone or nothing. */
  private @Nullable Entry left(WriteIntents intents, long now) {
    long millis = intents.lastDeadlineMillis() - now;
    if (!intents.isEmpty()) {
      return entries.entry(intents.toEntry(), millis);
    }
    return (millis > 0) ? entries.entry(tombstone(intents.floor()), millis) : null;
  }

  private WriteIntents intents(@Nullable Entry old, long now) {
    if (old == null) {
      return WriteIntents.read(null, now);
    }
    WriteIntents intents = WriteIntents.read(old.bytes(), now);
    return isTombstone(old)
        ? intents.heldOff(
            now + entries.millisUntil(old.goneNanos()),
            EntryHeader.number(old.bytes(), EntryHeader.VERSION))
        : intents;
  }

  @Override
  public CompletionStage<Fill> endWrite(
      byte[] key, byte[] writer, byte[] frame, Lifetime lifetime) {
    long now = entries.millis();
    Fill[] answer = {Fill.refused(Fill.Outcome.REFUSED_CONTENDED)};
    entries.change(
        key,
        old -> {
          WriteIntents intents = intents(old, now);
          if (intents.isAlone(writer)) {
            if (lifetime.version() == 0 || lifetime.version() >= intents.floor()) {
              return stored(frame, lifetime, answer);
            }
            answer[0] = Fill.refused(Fill.Outcome.REFUSED_OLDER);
          }
          return left(intents.without(writer), now);
        });
    return CompletableFuture.completedFuture(answer[0]);
  }

  private Entry stored(byte[] frame, Lifetime lifetime, Fill[] answer) {
    byte[] stored = frame.clone();
    long micros = entries.uniqueMicros();
    long now = micros / MemoryEntries.MICROS_PER_MILLI;
    EntryHeader.number(stored, EntryHeader.SOFT_EXPIRY, now + lifetime.softMillis());
    EntryHeader.number(stored, EntryHeader.HARD_EXPIRY, now + lifetime.hardMillis());
    EntryHeader.number(stored, EntryHeader.VERSION, lifetime.version());
    EntryHeader.number(stored, EntryHeader.STAMP, micros);
    answer[0] = Fill.stored(micros);
    return entries.entry(stored, lifetime.keepMillis());
  }

  // Invalidation

  @Override
  public CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
    keys.forEach(key -> entries.change(key, this::removed));
    return CompletableFuture.completedFuture(null);
  }

  /** Writers at work keep their notes. */
  private @Nullable Entry removed(@Nullable Entry old) {
    if (old == null || !WriteIntents.isPresent(old.bytes())) {
      return null;
    }
    WriteIntents intents = WriteIntents.read(old.bytes(), entries.millis()).contended();
    return new Entry(intents.toEntry(), old.goneNanos());
  }

  @Override
  public CompletionStage<@Nullable Void> soften(List<byte[]> keys) {
    keys.forEach(key -> entries.change(key, this::softened));
    return CompletableFuture.completedFuture(null);
  }

  private @Nullable Entry softened(@Nullable Entry old) {
    if (old == null || isTombstone(old)) {
      return old;
    }
    if (!EntryHeader.isOurs(old.bytes()) || EntryHeader.state(old.bytes()) != EntryHeader.VALUE) {
      return removed(old);
    }
    byte[] bytes = old.bytes().clone();
    setLease(bytes, new byte[EntryHeader.LEASE_ID_SIZE], 0);
    EntryHeader.number(bytes, EntryHeader.SOFT_EXPIRY, 0);
    return new Entry(bytes, old.goneNanos());
  }

  @Override
  public CompletionStage<@Nullable Void> holdOff(List<byte[]> keys, long holdMillis) {
    keys.forEach(key -> entries.change(key, old -> heldOff(old, holdMillis)));
    return CompletableFuture.completedFuture(null);
  }

  private Entry heldOff(@Nullable Entry old, long holdMillis) {
    if (old == null || !EntryHeader.isOurs(old.bytes())) {
      return entries.entry(tombstone(0), holdMillis);
    }
    if (WriteIntents.isPresent(old.bytes())) {
      long now = entries.millis();
      WriteIntents intents = WriteIntents.read(old.bytes(), now).heldOff(now + holdMillis, 0);
      return entries.entry(intents.toEntry(), intents.lastDeadlineMillis() - now);
    }
    byte[] tombstone = tombstone(EntryHeader.number(old.bytes(), EntryHeader.VERSION));
    Entry held = entries.entry(tombstone, holdMillis);
    boolean isLonger = isTombstone(old) && old.goneNanos() - held.goneNanos() > 0;
    return isLonger ? new Entry(tombstone, old.goneNanos()) : held;
  }

  private static boolean isTombstone(Entry entry) {
    return EntryHeader.isOurs(entry.bytes())
        && EntryHeader.state(entry.bytes()) == EntryHeader.TOMBSTONE;
  }

  private static byte[] tombstone(long floor) {
    byte[] tombstone = new byte[EntryHeader.SIZE];
    EntryHeader.begin(tombstone, EntryHeader.TOMBSTONE);
    EntryHeader.number(tombstone, EntryHeader.VERSION, floor);
    return tombstone;
  }

  // Tags

  @Override
  public CompletionStage<List<Long>> touch(List<byte[]> tags) {
    return stamps(tags, /* bump= */ false);
  }

  @Override
  public CompletionStage<List<Long>> bump(List<byte[]> tags) {
    return stamps(tags, /* bump= */ true);
  }

  private CompletionStage<List<Long>> stamps(List<byte[]> tags, boolean bump) {
    List<Long> stamps = new ArrayList<>(tags.size());
    for (byte[] tag : tags) {
      entries.change(
          tag,
          old -> {
            Long before = (old == null) ? null : stamp(old);
            if (before != null && !bump) {
              stamps.add(before);
              return old;
            }
            long next = entries.uniqueMicros();
            long stamp = (before == null) ? next : Math.max(before + 1, next);
            stamps.add(stamp);
            return entries.entry(
                Long.toString(stamp).getBytes(StandardCharsets.US_ASCII), TAG_MILLIS);
          });
    }
    return CompletableFuture.completedFuture(stamps);
  }

  private static @Nullable Long stamp(Entry entry) {
    try {
      return Long.parseLong(new String(entry.bytes(), StandardCharsets.US_ASCII));
    } catch (NumberFormatException notOurs) {
      return null;
    }
  }

  // The rest

  @Override
  public PlainEntries plain() {
    return plain;
  }

  @Override
  public void distrust(String why) {
    // Nothing is between us and the entries.
  }

  @Override
  public long estimatedMillis() {
    return entries.millis();
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
    entries.clear();
  }
}
