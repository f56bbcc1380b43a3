package dev.aside.cache;

import dev.aside.spi.Environment;
import dev.aside.spi.RemoteStore;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The parts of one cache, wired, and what all of its views do in the same way. Thread-safe. */
final class Engine<K, V> {
  final Setup<K, V> setup;
  final CacheAside<K, V> reads;
  final Writes<K, V> writes;
  final TagWrites<K, V> tagWrites;
  final Inspection<K, V> inspection;
  private final @Nullable Source<K, V> loader;
  private final @Nullable Source<K, V> batchLoader;
  private final TagNames tagNames;
  private final Flights<K, V> flights;
  private final Loading<K, V> loading;
  private final Journal journal;
  private final Journal endJournal;
  private final Journal tagJournal;
  private volatile boolean closed;

  Engine(
      CacheBuilder<?, V> from,
      KeyedSettings<K, V> keyed,
      KeyNames<K> names,
      TagNames tagNames,
      RemoteStore store,
      Environment environment) {
    this.tagNames = tagNames;
    setup = new Setup<>(from, keyed, names, tagNames, store, environment);
    flights = new Flights<>(setup.counters, names);
    store.coherence().keepWithin(setup.maxLag);
    journal = new Journal(this::removeAgain, this::clearUnconfirmed, environment, setup.faults);
    endJournal = new Journal(this::endAgain, this::clearUnconfirmed, environment, setup.faults);
    tagJournal = new Journal(this::bumpAgain, this::clearUnconfirmed, environment, setup.faults);
    if (setup.tags != null) {
      setup.tags.table().heeds(tagJournal);
    }
    Steps<K, V> steps = new Steps<>(setup.cache, flights);
    Copies<K, V> copies = new Copies<>(setup, flights);
    Fallback<K, V> fallback = new Fallback<>(setup, steps);
    Storing<K, V> storing = new Storing<>(setup, flights, copies);
    loading = new Loading<>(setup, flights, storing, fallback, steps);
    Sharing<K, V> sharing = new Sharing<>(setup, flights, loading, steps);
    Reading<K, V> reading =
        new Reading<>(setup, flights, copies, loading, sharing, fallback, journal, steps);
    BatchReading<K, V> batches =
        new BatchReading<>(setup, copies, loading, sharing, reading, journal, steps);
    reads = new CacheAside<>(setup, flights, reading, batches, loading, journal);
    writes = new Writes<>(setup, flights, journal, endJournal);
    tagWrites = new TagWrites<>(setup, flights, writes, tagJournal);
    inspection = new Inspection<>(setup, flights, journal);
    loader = keyed.source();
    batchLoader = keyed.batchSource();
  }

  private CompletionStage<?> removeAgain(List<byte[]> names) {
    return writes.remove(names);
  }

  private CompletionStage<?> endAgain(List<byte[]> notes) {
    return writes.endAgain(notes);
  }

  private CompletionStage<?> bumpAgain(List<byte[]> tags) {
    return (setup.tags == null)
        ? CompletableFuture.completedFuture(null) // then there are none
        : setup.store.bump(setup.tags.pulseAnd(tags));
  }

  private void clearUnconfirmed() {
    tagWrites.clearUnconfirmed();
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
    return setup.counters.stats(
        (setup.local == null) ? 0 : setup.local.size(),
        loading.inFlight(),
        loading.hung(),
        journal.size() + tagJournal.size());
  }

  /** Somebody, perhaps this process, has changed the entry of {@code name}, or the stamp. */
  void changed(byte[] name) {
    if (tagNames.isOurs(name)) {
      tagChanged(name);
      return;
    }
    K key = setup.names.isOurs(name) ? keyOf(name) : null;
    if (key != null) {
      setup.history.announced(key);
      flights.changed(key); // before the copy: see LocalTier
      if (setup.local != null) {
        setup.local.remove(key);
      }
    }
  }

  /** Flights first: what they bring is a copy before they end. */
  private @Nullable K keyOf(byte[] name) {
    if (!setup.names.isDigest(name)) {
      return setup.names.keyOf(name);
    }
    K key = flights.keyOf(name);
    return (key == null && setup.local != null) ? setup.local.keyOf(name) : key;
  }

  /** Which of the values under way have the tag is not known before they are there. */
  private void tagChanged(byte[] name) {
    if (setup.tags == null) {
      return;
    }
    long hash = tagNames.hashOf(name);
    setup.tags.table().changed(hash);
    flights.changedAll();
    if (hash == TagNames.ROOT && setup.local != null) {
      setup.local.clear();
    }
  }

  /** The epoch has ended: copies and stamps of it are not announced any more. */
  void interrupted() {
    setup.counters.epochs.increment();
    if (setup.tags != null) {
      setup.tags.table().interrupted();
    }
    if (setup.local != null) {
      setup.local.clear();
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
      endJournal.replay();
      tagJournal.replay();
      setup.events.recovered();
    }
  }

  /** The server is there for the first time: it may confirm what was removed before. */
  void connected() {
    if (!closed) {
      setup.faults.forget();
      journal.retry();
      endJournal.retry();
      tagJournal.retry();
    }
  }

  /** The server has come back with what a disk held, in which removed entries live again. */
  void resurrected() {
    if (!closed) {
      setup.faults.warn("the server has come back with old data, so the cache is cleared");
      tagWrites.clearUnconfirmed();
    }
  }

  /** Refuses further use; completes, never exceptionally, when the server knows of the end. */
  CompletableFuture<?> close() {
    closed = true;
    journal.close();
    endJournal.close();
    tagJournal.close();
    if (setup.local != null) {
      setup.local.clear();
    }
    return loading.releaseAll().whenComplete((done, error) -> setup.faults.silence());
  }
}
