package dev.aside.cache;

import dev.aside.BackendException;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Lifetime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Removes and replaces entries. Both change this process before the server and again after it: the
 * first keeps what is under way from being kept, the second takes away what was read in between.
 * Thread-safe.
 */
final class Writes<K, V> {
  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Journal journal;

  Writes(Setup<K, V> setup, Flights<K, V> flights, Journal journal) {
    this.setup = setup;
    this.flights = flights;
    this.journal = journal;
  }

  /** Ends when the server has confirmed, or with a {@link BackendException}. */
  CompletableFuture<@Nullable Void> invalidate(Collection<? extends K> keys) {
    List<byte[]> names = names(keys);
    setup.counters.invalidations.add(names.size());
    keys.forEach(this::forgetLocally);
    CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
    setup
        .store
        .remove(names)
        .whenComplete(
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
                result.completeExceptionally(notConfirmed(names.size(), error));
              }
            });
    return result;
  }

  private BackendException notConfirmed(int keys, Throwable error) {
    return new BackendException(
        "The server did not confirm the invalidation of "
            + keys
            + " key(s) of cache "
            + setup.cache
            + "; it is tried again until it does",
        Failures.unwrap(error));
  }

  /**
   * Notes at the server that the keys are about to change. A write must not fail because of the
   * cache, so this ends well even if the server was not reached: then the write is protected as an
   * invalidation after it is, and no more.
   */
  CompletableFuture<Intent> begin(Collection<? extends K> keys) {
    List<byte[]> names = names(keys);
    byte[] writer = new byte[EntryHeader.WRITER_SIZE];
    setup.environment.random().nextBytes(writer);
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
  record Intent(List<byte[]> names, byte[] writer) {}

  /** After the commit or the rollback. Never fails: what is not confirmed is tried again. */
  CompletableFuture<@Nullable Void> end(Collection<? extends K> keys, Intent intent) {
    setup.counters.invalidations.add(intent.names().size());
    keys.forEach(this::forgetLocally);
    return setup
        .store
        .endWrite(intent.names(), intent.writer())
        .<@Nullable Void>handle(
            (done, error) -> {
              if (error != null) {
                setup.backendFailed("the end of a write was not confirmed", error);
                journal.add(intent.names());
              } else {
                journal.confirmed(intent.names());
              }
              keys.forEach(this::forgetLocally);
              return null;
            })
        .toCompletableFuture();
  }

  private List<byte[]> names(Collection<? extends K> keys) {
    List<byte[]> names = new ArrayList<>(keys.size());
    for (K key : keys) {
      names.add(setup.names.of(key)); // all checked before anything is done
    }
    return names;
  }

  /** Ends well even if the server was not reached: then the key is removed as soon as it is. */
  CompletableFuture<@Nullable Void> put(K key, V value, EntryOptions options) {
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
    Lifetime life =
        (options.ttl() == null) ? setup.valueLifetime() : Setup.lifetime(options.ttl().toMillis());
    forgetLocally(key);
    return setup
        .store
        .put(name, setup.framing.value(name, payload, 0, Stamps.NONE, life), life)
        .<@Nullable Void>handle(
            (done, error) -> {
              if (error == null) {
                setup.counters.puts.increment();
                journal.confirmed(List.of(name));
              } else {
                setup.backendFailed("a value was not stored; the key will be removed", error);
                journal.add(List.of(name));
              }
              forgetLocally(key);
              return null;
            })
        .toCompletableFuture();
  }

  /** First the flight, then the copy: see {@link LocalTier} for why in this order. */
  private void forgetLocally(K key) {
    flights.kill(key);
    if (setup.local != null) {
      setup.local.remove(key);
    }
  }
}
