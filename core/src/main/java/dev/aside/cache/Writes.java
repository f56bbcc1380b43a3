package dev.aside.cache;

import dev.aside.BackendException;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lifetime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Removes and replaces entries. All change this process before the server and again after it: the
 * first keeps what is under way from being kept, the second takes away what was read in between.
 * Thread-safe.
 */
final class Writes<K, V> {
  /** A put that does not come to its end leaves its note for this long: its value is at hand. */
  private static final long PUT_MILLIS = 10_000;

  /** Clocks of different machines may differ in rate by one percent. */
  private static final long DRIFT = 100;

  /** How often an invalidation settles anew as the server was lost meanwhile; then it fails. */
  static final int MAX_SETTLINGS = 5;

  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Journal journal;
  private final Journal endJournal;

  Writes(Setup<K, V> setup, Flights<K, V> flights, Journal journal, Journal endJournal) {
    this.setup = setup;
    this.flights = flights;
    this.journal = journal;
    this.endJournal = endJournal;
  }

  // Invalidation

  /** Ends when the server has confirmed, or with a {@link BackendException}. */
  CompletableFuture<@Nullable Void> invalidate(Collection<? extends K> keys, Invalidation how) {
    List<byte[]> names = names(keys);
    setup.counters.invalidations.add(names.size());
    setup.events.invalidated(names.size());
    return (how == Invalidation.SETTLE)
        ? settle(keys, names, MAX_SETTLINGS)
        : send(keys, names, how);
  }

  private CompletableFuture<@Nullable Void> send(
      Collection<? extends K> keys, List<byte[]> names, Invalidation how) {
    keys.forEach(this::forgetLocally);
    CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
    CompletionStage<?> reply =
        (how == Invalidation.SOFT) ? setup.store.soften(names) : remove(names);
    reply.whenComplete(
        (done, error) -> {
          if (error != null) {
            setup.backendFailed("an invalidation was not confirmed; it is tried again", error);
            journal.add(names); // before the next line, so that no new read slips in between
          } else {
            journal.confirmed(names);
          }
          keys.forEach(this::forgetLocally);
          if (error == null) {
            result.complete(null);
          } else {
            result.completeExceptionally(notConfirmed(names.size() + " key(s)", error));
          }
        });
    return result;
  }

  /**
   * Sends it, and waits until no copy of before is served. A server that has taken over meanwhile
   * may have shown the old value to others until it was told again: then all begins anew.
   */
  private CompletableFuture<@Nullable Void> settle(
      Collection<? extends K> keys, List<byte[]> names, int tries) {
    long replays = journal.replays();
    return send(keys, names, Invalidation.SETTLE)
        .thenCompose(sent -> pause(settling()))
        .thenCompose(
            over -> {
              if (journal.replays() == replays) {
                return CompletableFuture.<@Nullable Void>completedFuture(null);
              }
              return (tries == 1)
                  ? CompletableFuture.<@Nullable Void>failedFuture(neverSettled(names.size()))
                  : settle(keys, names, tries - 1);
            });
  }

  private CompletableFuture<@Nullable Void> pause(Duration duration) {
    CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    setup.environment.time().schedule(duration, () -> over.complete(null));
    return over;
  }

  private BackendException neverSettled(int keys) {
    return new BackendException(
        "The server was lost "
            + MAX_SETTLINGS
            + " times while the invalidation of "
            + keys
            + " key(s) of cache "
            + setup.cache
            + " settled; it has confirmed each time, and copies of before may be served for "
            + setup.maxLag
            + " more",
        new TimeoutException("settled " + MAX_SETTLINGS + " times in vain"));
  }

  /** After this no process serves a copy of before: those that have not heard serve none. */
  private Duration settling() {
    return setup.maxLag.plus(setup.maxLag.dividedBy(DRIFT)).plusMillis(1);
  }

  /** What makes the server forget entries, for good or with a hold on what comes next. */
  CompletionStage<@Nullable Void> remove(List<byte[]> names) {
    return setup.holdOff.isZero()
        ? setup.store.remove(names)
        : setup.store.holdOff(names, setup.holdOff.toMillis());
  }

  BackendException notConfirmed(String what, Throwable error) {
    return new BackendException(
        "The server did not confirm the invalidation of "
            + what
            + " of cache "
            + setup.cache
            + "; it is tried again until it does",
        Failures.unwrap(error));
  }

  // Write intents

  /**
   * Notes at the server that the keys are about to change. A write must not fail because of the
   * cache, so this ends well even if the server was not reached: then the write is protected as an
   * invalidation after it is, and no more.
   */
  CompletableFuture<Intent> begin(Collection<? extends K> keys) {
    List<byte[]> names = names(keys);
    byte[] writer = writer();
    keys.forEach(this::forgetLocally);
    return setup
        .store
        .beginWrite(names, writer, setup.intentTtl.toMillis())
        .handle(
            (done, error) -> {
              if (error != null) {
                setup.backendFailed("a write intent was not recorded", error);
              }
              keys.forEach(this::forgetLocally);
              return new Intent(names, writer);
            })
        .toCompletableFuture();
  }

  /** The keys of one write and who writes. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
  record Intent(List<byte[]> names, byte[] writer) {}

  private byte[] writer() {
    byte[] writer = new byte[EntryHeader.WRITER_SIZE];
    setup.environment.random().nextBytes(writer);
    return writer;
  }

  /** After the commit or the rollback. Never fails: what is not confirmed is tried again. */
  CompletableFuture<@Nullable Void> end(Collection<? extends K> keys, Intent intent) {
    setup.counters.invalidations.add(intent.names().size());
    setup.events.invalidated(intent.names().size());
    keys.forEach(this::forgetLocally);
    return setup
        .store
        .endWrite(intent.names(), intent.writer())
        .<@Nullable Void>handle(
            (done, error) -> {
              if (error != null) {
                setup.backendFailed("the end of a write was not confirmed", error);
                notEnded(intent.names(), intent.writer());
              } else {
                journal.confirmed(intent.names());
              }
              keys.forEach(this::forgetLocally);
              return null;
            })
        .toCompletableFuture();
  }

  /** What was not confirmed is removed again, which leaves the notes, and they are taken back. */
  private void notEnded(List<byte[]> names, byte[] writer) {
    journal.add(names);
    endJournal.add(names.stream().map(name -> note(writer, name)).toList());
  }

  private void notPut(List<byte[]> name, byte @Nullable [] writer) {
    if (writer == null) {
      journal.add(name);
    } else {
      notEnded(name, writer);
    }
  }

  /** As the journal of ends knows it: who has written, then where. */
  private static byte[] note(byte[] writer, byte[] name) {
    byte[] note = Arrays.copyOf(writer, writer.length + name.length);
    System.arraycopy(name, 0, note, writer.length, name.length);
    return note;
  }

  /** Takes notes back whose end was not confirmed; else nothing is stored until they run out. */
  CompletionStage<?> endAgain(List<byte[]> notes) {
    return CompletableFuture.allOf(
        notes.stream().map(this::endAgain).toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<@Nullable Void> endAgain(byte[] note) {
    byte[] writer = Arrays.copyOf(note, EntryHeader.WRITER_SIZE);
    byte[] name = Arrays.copyOfRange(note, EntryHeader.WRITER_SIZE, note.length);
    return setup.store.endWrite(List.of(name), writer).toCompletableFuture();
  }

  private List<byte[]> names(Collection<? extends K> keys) {
    List<byte[]> names = new ArrayList<>(keys.size());
    for (K key : keys) {
      names.add(setup.names.of(key)); // all checked before anything is done
    }
    return names;
  }

  // Values

  /** What is put, encoded and checked on the caller's thread. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
  private record Parcel<K>(
      K key,
      byte[] name,
      Payload payload,
      Lifetime life,
      long[] tags,
      byte @Nullable [] writer) {} // null: a version tells the order

  /** Ends well even if the server was not reached: then the key is removed as soon as it is. */
  CompletableFuture<@Nullable Void> put(K key, V value, EntryOptions options) {
    return send(parcel(key, value, options));
  }

  /** The same for many at once; all are checked before any is sent. */
  CompletableFuture<@Nullable Void> putAll(
      java.util.Map<? extends K, ? extends V> values, EntryOptions options) {
    List<Parcel<K>> parcels = new ArrayList<>(values.size());
    values.forEach((key, value) -> parcels.add(parcel(key, value, options)));
    return sendFrom(parcels, 0);
  }

  /** A slice at a time, see {@link Slices}; none of them fails. */
  private CompletableFuture<@Nullable Void> sendFrom(List<Parcel<K>> parcels, int from) {
    int to = Math.min(parcels.size(), from + Slices.SIZE);
    CompletableFuture<@Nullable Void> slice =
        CompletableFuture.allOf(
                parcels.subList(from, to).stream()
                    .map(this::send)
                    .toArray(CompletableFuture[]::new))
            .<@Nullable Void>thenApply(done -> null);
    return (to == parcels.size()) ? slice : slice.thenCompose(done -> sendFrom(parcels, to));
  }

  private Parcel<K> parcel(K key, V value, EntryOptions options) {
    byte[] name = setup.names.of(key);
    byte[] payload = setup.codec.encode(value);
    if (payload.length > setup.maxValueBytes) {
      throw new IllegalArgumentException(
          "value: "
              + payload.length
              + " bytes (expected: at most "
              + setup.maxValueBytes
              + ", see maxValueBytes)");
    }
    Lifetime life = setup.valueLifetime(options.ttl(), setup.version(value, options.version()));
    long[] tags = setup.tagsOf(key, value, options.tags());
    byte[] writer = (life.version() > 0) ? null : writer();
    return new Parcel<>(key, name, setup.framing.pack(payload), life, tags, writer);
  }

  private CompletableFuture<@Nullable Void> send(Parcel<K> parcel) {
    forgetLocally(parcel.key());
    return stamps(parcel)
        .thenCompose(stamps -> store(parcel, stamps))
        .<@Nullable Void>handle(
            (fill, error) -> {
              putAway(parcel, fill, error);
              forgetLocally(parcel.key());
              return null;
            })
        .toCompletableFuture();
  }

  private CompletionStage<@Nullable Stamps> stamps(Parcel<K> parcel) {
    return (setup.tags == null)
        ? CompletableFuture.<@Nullable Stamps>completedFuture(Stamps.NONE)
        : setup.tags.stampsOfNow(parcel.tags());
  }

  /**
   * With a version the server compares. Without, nobody knows the order of two puts: a note before
   * and a look after tell whether this was the only one, and else none of their values stays.
   */
  private CompletionStage<Fill> store(Parcel<K> parcel, @Nullable Stamps stamps) {
    if (stamps == null) { // a tag is being invalidated
      return remove(List.of(parcel.name()))
          .thenApply(done -> Fill.refused(Fill.Outcome.REFUSED_CONTENDED));
    }
    byte[] frame =
        setup.framing.value(parcel.name(), parcel.payload(), 0, stamps, null, parcel.life());
    byte[] writer = parcel.writer();
    if (writer == null) {
      return setup.store.put(parcel.name(), frame, parcel.life());
    }
    return setup
        .store
        .beginWrite(List.of(parcel.name()), writer, PUT_MILLIS)
        .thenCompose(noted -> setup.store.endWrite(parcel.name(), writer, frame, parcel.life()));
  }

  private void putAway(Parcel<K> parcel, @Nullable Fill fill, @Nullable Throwable error) {
    List<byte[]> name = List.of(parcel.name());
    if (fill == null || error != null) {
      setup.backendFailed("a value was not stored; the key will be removed", error);
      notPut(name, parcel.writer());
      return;
    }
    journal.confirmed(name);
    if (fill.outcome() == Fill.Outcome.STORED) {
      setup.counters.puts.increment();
    } else {
      setup.counters.refused(fill.outcome());
      setup.events.refused(parcel.key(), fill.outcome());
    }
  }

  /** First the flight, then the copy: see {@link LocalTier} for why in this order. */
  private void forgetLocally(K key) {
    setup.history.changedHere(key);
    flights.kill(key);
    if (setup.local != null) {
      setup.local.remove(key);
    }
  }
}
