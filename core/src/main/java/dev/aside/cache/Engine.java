package dev.aside.cache;

import dev.aside.spi.Environment;
import dev.aside.spi.RemoteStore;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The parts of one cache, wired, and what all of its views do in the same way. Thread-safe. */
final class Engine<K, V> {
  final Setup<K, V> setup;
  final CacheAside<K, V> reads;
  final Writes<K, V> writes;
  final Inspection<K, V> inspection;
  private final @Nullable Source<K, V> loader;
  private final @Nullable Source<K, V> batchLoader;
  private final Flights<K, V> flights;
  private final Loading<K, V> loading;
  private final Journal journal;
  private volatile boolean closed;

  Engine(CacheBuilder<K, V> from, KeyNames<K> names, RemoteStore store, Environment environment) {
    setup = new Setup<>(from, names, store, environment);
    flights = new Flights<>(setup.counters);
    store.coherence().keepWithin(setup.maxLag);
    journal = new Journal(store, environment, setup.faults);
    Copies<K, V> copies = new Copies<>(setup, flights);
    loading = new Loading<>(setup, flights, copies);
    Reading<K, V> reading = new Reading<>(setup, flights, copies, loading, journal);
    reads = new CacheAside<>(setup, flights, reading, loading, journal);
    writes = new Writes<>(setup, flights, journal);
    inspection = new Inspection<>(setup, flights, journal);
    loader = (from.loader == null) ? null : Source.oneByOne(from.loader);
    batchLoader = (from.batchLoader == null) ? null : Source.batched(from.batchLoader);
  }

  /** The cache's own source for one key. */
  Source<K, V> ownSource() {
    return own(loader, batchLoader, "loader");
  }

  /** The cache's own source for many keys. */
  Source<K, V> ownBatchSource() {
    return own(batchLoader, loader, "batchLoader");
  }

  private Source<K, V> own(
      @Nullable Source<K, V> first, @Nullable Source<K, V> second, String setting) {
    Source<K, V> source = (first == null) ? second : first;
    if (source == null) {
      throw new IllegalStateException(
          setting + ": not set for cache " + setup.cache + " (expected: a " + setting + ")");
    }
    return source;
  }

  /** Refuses use after the end. */
  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("cache " + setup.cache + ": closed (expected: open)");
    }
  }

  static void checkBatch(Collection<?> keys) {
    if (keys.size() > AsideCache.MAX_BATCH) {
      throw new IllegalArgumentException(
          "keys: " + keys.size() + " (expected: at most " + AsideCache.MAX_BATCH + ")");
    }
    keys.forEach(key -> Objects.requireNonNull(key, "key"));
  }

  /**
   * The value of what was found. What cannot be decoded is replaced by a load, and should its
   * replacement not be decodable either, another version of this program writes there too, and the
   * source alone is asked.
   */
  CompletableFuture<@Nullable V> decode(K key, Source<K, V> source, Found<V> found) {
    try {
      return CompletableFuture.completedFuture(found.answer().value(setup.codec));
    } catch (RuntimeException undecodable) {
      noteUndecodable(undecodable);
      return reads
          .replace(key, source)
          .thenComposeAsync(
              again -> decodeOrLoad(key, source, again), setup.environment.executor());
    }
  }

  private CompletableFuture<@Nullable V> decodeOrLoad(K key, Source<K, V> source, Found<V> found) {
    try {
      return CompletableFuture.completedFuture(found.answer().value(setup.codec));
    } catch (RuntimeException undecodable) {
      noteUndecodable(undecodable);
      return reads.loadOnly(key, source).thenApply(loaded -> loaded.answer().value(setup.codec));
    }
  }

  /**
   * What was found, with bytes that can be had. What was packed and cannot be unpacked is replaced
   * by a load, and should that come to the same, the source alone is asked.
   */
  CompletableFuture<Found<V>> readable(K key, Source<K, V> source, Found<V> found) {
    return isReadable(found)
        ? CompletableFuture.completedFuture(found)
        : reads
            .replace(key, source)
            .thenCompose(
                again ->
                    isReadable(again)
                        ? CompletableFuture.completedFuture(again)
                        : reads.loadOnly(key, source));
  }

  private boolean isReadable(Found<V> found) {
    boolean stored =
        found.source() == RawAnswer.Source.LOCAL || found.source() == RawAnswer.Source.REMOTE;
    return !stored || found.answer().isAbsent() || bytesIfPossible(found.answer()) != null;
  }

  /** The bytes of a peek: what cannot be unpacked is as good as not there. */
  byte @Nullable [] bytesIfPossible(@Nullable Answer<V> answer) {
    try {
      return (answer == null) ? null : answer.bytes(setup.codec);
    } catch (RuntimeException damaged) {
      noteUndecodable(damaged);
      return null;
    }
  }

  private void noteUndecodable(RuntimeException cause) {
    setup.counters.unreadable.increment();
    setup.faults.warnOfCodec("a stored value could not be decoded; it is replaced", cause);
  }

  /** The value of a peek: what cannot be decoded is as good as not there. */
  @Nullable V decodeIfPossible(@Nullable Answer<V> answer) {
    try {
      return (answer == null) ? null : answer.value(setup.codec);
    } catch (RuntimeException undecodable) {
      noteUndecodable(undecodable);
      return null;
    }
  }

  CacheStats stats() {
    Counters count = setup.counters;
    return new CacheStats(
        count.localHits.sum(),
        count.remoteHits.sum(),
        count.misses.sum(),
        count.collapsed.sum(),
        count.loads.sum(),
        count.loadFailures.sum(),
        count.loadNanos.sum(),
        count.rejectedLoads.sum(),
        count.fills.sum(),
        count.refusedFills.sum(),
        count.puts.sum(),
        count.invalidations.sum(),
        count.backendFailures.sum(),
        count.unreadable.sum(),
        count.otherForm.sum(),
        count.tooLarge.sum(),
        (setup.local == null) ? 0 : setup.local.size(),
        loading.inFlight(),
        journal.size());
  }

  /** Somebody, perhaps this process, has changed the entry of {@code name}. */
  void changed(byte[] name) {
    K key = setup.names.keyOf(name);
    if (key != null) {
      flights.changed(key); // before the copy: see LocalTier
      if (setup.local != null) {
        setup.local.remove(key);
      }
    }
  }

  /**
   * The server is back, or another is in its place: what was granted before counts no more, what
   * was removed lately is removed again, and the next fault is news.
   */
  void recovered() {
    if (!closed) {
      setup.faults.forget();
      loading.releaseAll();
      journal.replay();
    }
  }

  /** The server is there for the first time: it may confirm what was removed before. */
  void connected() {
    if (!closed) {
      setup.faults.forget();
      journal.retry();
    }
  }

  /** Refuses further use; completes, never exceptionally, when the server knows of the end. */
  CompletableFuture<?> close() {
    closed = true;
    journal.close();
    if (setup.local != null) {
      setup.local.clear();
    }
    return loading.releaseAll().whenComplete((done, error) -> setup.faults.silence());
  }
}
