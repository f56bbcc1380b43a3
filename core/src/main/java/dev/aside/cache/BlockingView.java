package dev.aside.cache;

import dev.aside.AsideException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The cache for callers that wait: the only class that does. What it waits for always ends:
 * commands by their timeout, loads by theirs. Thread-safe.
 */
final class BlockingView<K, V> implements AsideCache<K, V> {
  private static final long MAX_CLOSE_MILLIS = 1_000;

  private final Engine<K, V> engine;
  private final AsyncView<K, V> async;
  private final RawBytes<K, V> raw;
  private final Runnable onClose;

  BlockingView(Engine<K, V> engine, Runnable onClose) {
    this.engine = engine;
    this.async = new AsyncView<>(engine);
    this.raw = new RawBytes<>(engine);
    this.onClose = onClose;
  }

  @Override
  public @Nullable V get(K key) {
    Answer<V> copy = engine.reads.local(key);
    if (copy != null) {
      try {
        return copy.value(engine.setup.codec);
      } catch (RuntimeException undecodable) {
        // Read further on, where such a value is replaced.
      }
    }
    return fetch(key, engine.ownSource(), Freshness.NORMAL);
  }

  @Override
  public @Nullable V get(K key, Loader<? super K, ? extends V> loader) {
    Answer<V> copy = engine.reads.local(key);
    if (copy != null) {
      try {
        return copy.value(engine.setup.codec);
      } catch (RuntimeException undecodable) {
        // Read further on, where such a value is replaced.
      }
    }
    return fetch(key, Source.oneByOne(loader), Freshness.NORMAL);
  }

  @Override
  public @Nullable V get(K key, ContextLoader<? super K, V> loader) {
    Answer<V> copy = engine.reads.local(key);
    if (copy != null) {
      try {
        return copy.value(engine.setup.codec);
      } catch (RuntimeException undecodable) {
        // Read further on, where such a value is replaced.
      }
    }
    return fetch(key, Source.contextual(loader), Freshness.NORMAL);
  }

  @Override
  public @Nullable V get(K key, Loader<? super K, ? extends V> loader, Freshness freshness) {
    return (freshness == Freshness.NORMAL)
        ? get(key, loader)
        : fetch(key, Source.oneByOne(loader), freshness);
  }

  private @Nullable V fetch(K key, Source<K, V> source, Freshness freshness) {
    engine.checkOpen();
    Found<V> found = await(engine.reads.get(key, source, freshness));
    return await(engine.decode(key, source, found));
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys) {
    return fetchAll(keys, engine.ownBatchSource());
  }

  @Override
  public Map<K, V> getAll(Collection<? extends K> keys, BatchLoader<K, V> loader) {
    return fetchAll(keys, Source.batched(loader));
  }

  private Map<K, V> fetchAll(Collection<? extends K> keys, Source<K, V> source) {
    engine.checkOpen();
    Engine.checkBatch(keys);
    Map<K, V> values = new LinkedHashMap<>();
    for (Map.Entry<K, CompletableFuture<Found<V>>> result :
        engine.reads.getAll(keys, source).entrySet()) {
      Found<V> found = await(result.getValue());
      V value = await(engine.decode(result.getKey(), source, found));
      if (value != null) {
        values.put(result.getKey(), value);
      }
    }
    return values;
  }

  @Override
  public Map<K, Outcome<V>> getAllOutcomes(Collection<? extends K> keys, BatchLoader<K, V> loader) {
    return await(async.getAllOutcomes(keys, loader).toCompletableFuture());
  }

  @Override
  public @Nullable V peek(K key) {
    engine.checkOpen();
    return engine.decodeIfPossible(await(engine.reads.peek(key)));
  }

  @Override
  public void put(K key, V value) {
    put(key, value, EntryOptions.defaults());
  }

  @Override
  public void put(K key, V value, EntryOptions options) {
    engine.checkOpen();
    Objects.requireNonNull(value, "value");
    await(engine.writes.put(key, value, options));
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> values) {
    await(async.putAll(values).toCompletableFuture());
  }

  @Override
  public void invalidate(K key) {
    invalidate(key, Invalidation.HARD);
  }

  @Override
  public void invalidate(K key, Invalidation how) {
    engine.checkOpen();
    await(engine.writes.invalidate(List.of(key), how));
  }

  @Override
  public void invalidateAll(Collection<? extends K> keys) {
    invalidateAll(keys, Invalidation.HARD);
  }

  @Override
  public void invalidateAll(Collection<? extends K> keys, Invalidation how) {
    engine.checkOpen();
    Engine.checkBatch(keys);
    await(engine.writes.invalidate(keys, how));
  }

  @Override
  public void invalidateTag(String tag) {
    invalidateTags(List.of(tag));
  }

  @Override
  public void invalidateTags(Collection<String> tags) {
    engine.checkOpen();
    await(engine.tagWrites.invalidate(tags));
  }

  @Override
  public void clear() {
    engine.checkOpen();
    await(engine.tagWrites.clear());
  }

  @Override
  public <T extends @Nullable Object> T write(
      Collection<? extends K> keys, Callable<? extends T> transaction) throws Exception {
    engine.checkOpen();
    Engine.checkBatch(keys);
    List<K> changed = List.copyOf(keys);
    Writes.Intent intent = await(engine.writes.begin(changed));
    try {
      return transaction.call();
    } finally {
      await(engine.writes.end(changed, intent));
    }
  }

  @Override
  public RawView<K> raw() {
    return raw;
  }

  @Override
  public AsyncAsideCache<K, V> async() {
    return async;
  }

  @Override
  public Explanation explain(K key) {
    engine.checkOpen();
    return await(engine.inspection.explain(key));
  }

  @Override
  public CacheStats stats() {
    return engine.stats();
  }

  @Override
  public String name() {
    return engine.setup.cache;
  }

  @Override
  public void close() {
    CompletableFuture<?> closed = engine.close();
    onClose.run();
    awaitEnd(closed);
  }

  /** Gives the server a moment to hear of the end; without it leases end by themselves. */
  static void awaitEnd(Future<?> closed) {
    try {
      closed.get(MAX_CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // The end does not fail for want of an answer.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static <T extends @Nullable Object> T await(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw Failures.forCaller(e);
    } catch (InterruptedException e) {
      future.cancel(/* mayInterruptIfRunning= */ false); // this caller leaves
      Thread.currentThread().interrupt(); // the caller's request to stop must survive us
      throw new AsideException("Interrupted while waiting for the cache", e);
    }
  }
}
