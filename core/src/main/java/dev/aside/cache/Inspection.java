package dev.aside.cache;

import dev.aside.spi.EntryHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at one key everywhere without changing anything. Thread-safe. */
final class Inspection<K, V> {
  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Journal journal;

  Inspection(Setup<K, V> setup, Flights<K, V> flights, Journal journal) {
    this.setup = setup;
    this.flights = flights;
    this.journal = journal;
  }

  CompletableFuture<Explanation> explain(K key) {
    byte[] name = setup.names.of(key);
    Explanation.Local local =
        (setup.local == null) ? Explanation.Local.OFF : setup.local.inspect(key);
    boolean loading = flights.find(key) != null;
    return setup
        .store
        .get(name)
        .thenCompose(stored -> looked(name, stored))
        .handle((looked, error) -> explain(key, name, local, loading, looked))
        .toCompletableFuture();
  }

  /** What is at the server. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
  private record Looked(byte @Nullable [] stored, Explanation.Remote remote) {}

  private CompletionStage<Looked> looked(byte[] name, byte @Nullable [] stored) {
    Frame frame = setup.framing.read(name, stored);
    Looked looked = new Looked(stored, remote(frame, stored));
    if (!(frame instanceof Frame.Stored found) || setup.tags == null) {
      return CompletableFuture.completedFuture(looked);
    }
    return setup
        .tags
        .ask(found.stamps())
        .thenApply(valid -> valid ? looked : new Looked(stored, Explanation.Remote.INVALID_BY_TAG));
  }

  private Explanation explain(
      K key, byte[] name, Explanation.Local local, boolean loading, @Nullable Looked looked) {
    Explanation.Remote remote = (looked == null) ? Explanation.Remote.UNREACHABLE : looked.remote();
    byte[] stored = (looked == null) ? null : looked.stored();
    boolean timed =
        remote == Explanation.Remote.VALUE
            || remote == Explanation.Remote.ABSENT
            || remote == Explanation.Remote.INVALID_BY_TAG;
    long now = setup.store.estimatedMillis();
    return new Explanation(
        new String(name, StandardCharsets.US_ASCII),
        local,
        remote,
        (stored == null) ? 0 : stored.length,
        (timed && stored != null) ? age(stored, now) : null,
        (timed && stored != null) ? remaining(stored, now) : null,
        loading,
        journal.holds(name),
        setup.history.sinceChangedHere(key),
        setup.history.sinceAnnounced(key));
  }

  private static Explanation.Remote remote(Frame frame, byte @Nullable [] stored) {
    if (frame instanceof Frame.Stored found) {
      return (found.payload() == null) ? Explanation.Remote.ABSENT : Explanation.Remote.VALUE;
    }
    if (frame instanceof Frame.Reserved reserved) {
      if (stored != null && EntryHeader.state(stored) == EntryHeader.TOMBSTONE) {
        return Explanation.Remote.HELD_OFF;
      }
      return (reserved.leaseId() == null)
          ? Explanation.Remote.BEING_WRITTEN
          : Explanation.Remote.LOADING;
    }
    if (frame instanceof Frame.Damaged || frame instanceof Frame.Misplaced) {
      return Explanation.Remote.DAMAGED;
    }
    if (frame instanceof Frame.Older) {
      return Explanation.Remote.OUTDATED;
    }
    return (frame instanceof Frame.Foreign || frame instanceof Frame.Newer)
        ? Explanation.Remote.FOREIGN
        : Explanation.Remote.NOTHING;
  }

  private static Duration age(byte[] stored, long nowMillis) {
    long stampMillis =
        TimeUnit.MICROSECONDS.toMillis(EntryHeader.number(stored, EntryHeader.STAMP));
    return Duration.ofMillis(Math.max(0, nowMillis - stampMillis));
  }

  private static Duration remaining(byte[] stored, long nowMillis) {
    long softExpiry = EntryHeader.number(stored, EntryHeader.SOFT_EXPIRY);
    return Duration.ofMillis(Math.max(0, softExpiry - nowMillis));
  }
}
