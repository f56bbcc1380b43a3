package dev.aside.cache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The cache for callers that do not wait. Decoding and what the caller chains on run on the
 * executor for user code, as replies come in on I/O threads. Thread-safe.
 */
final class AsyncView<K, V> implements AsyncAsideCache<K, V> {
  private final Engine<K, V> engine;

  AsyncView(Engine<K, V> engine) {
    this.engine = engine;
  }

  @Override
  public CompletionStage<@Nullable V> get(K key) {
    return fetch(key, engine.ownSource(), Freshness.NORMAL);
  }

  @Override
  public CompletionStage<@Nullable V> get(K key, Loader<? super K, ? extends V> loader) {
    return fetch(key, Source.oneByOne(loader), Freshness.NORMAL);
  }

  @Override
  public CompletionStage<@Nullable V> get(K key, ContextLoader<? super K, V> loader) {
    return fetch(key, Source.contextual(loader), Freshness.NORMAL);
  }

  @Override
  public CompletionStage<@Nullable V> get(
      K key, Loader<? super K, ? extends V> loader, Freshness freshness) {
    return fetch(key, Source.oneByOne(loader), freshness);
  }

  private CompletionStage<@Nullable V> fetch(K key, Source<K, V> source, Freshness freshness) {
    engine.checkOpen();
    if (freshness == Freshness.NORMAL) {
      Answer<V> copy = engine.reads.local(key);
      if (copy != null) {
        return engine.decode(key, source, Found.in(RawAnswer.Source.LOCAL, copy));
      }
    }
    return decoded(key, source, engine.reads.get(key, source, freshness));
  }

  private CompletableFuture<@Nullable V> decoded(
      K key, Source<K, V> source, CompletableFuture<Found<V>> result) {
    return Seats.<@Nullable V>after(
        result,
        result.thenComposeAsync(
            found -> engine.decode(key, source, found), engine.setup.environment.executor()));
  }

  @Override
  public CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys) {
    return fetchAll(keys, engine.ownBatchSource());
  }

  @Override
  public CompletionStage<Map<K, V>> getAll(Collection<? extends K> keys, BatchLoader<K, V> loader) {
    return fetchAll(keys, Source.batched(loader));
  }

  private CompletionStage<Map<K, V>> fetchAll(Collection<? extends K> keys, Source<K, V> source) {
    engine.checkOpen();
    Engine.checkBatch(keys);
    Map<K, CompletableFuture<@Nullable V>> values = new LinkedHashMap<>();
    engine
        .reads
        .getAll(keys, source)
        .forEach((key, result) -> values.put(key, decoded(key, source, result)));
    CompletableFuture<Map<K, V>> all =
        CompletableFuture.allOf(values.values().toArray(CompletableFuture[]::new))
            .thenApply(done -> present(values));
    values.values().forEach(value -> Seats.after(value, all));
    return all;
  }

  @Override
  public CompletionStage<Map<K, Outcome<V>>> getAllOutcomes(
      Collection<? extends K> keys, BatchLoader<K, V> loader) {
    engine.checkOpen();
    Engine.checkBatch(keys);
    Source<K, V> source = Source.batched(loader);
    Map<K, CompletableFuture<Outcome<V>>> outcomes = new LinkedHashMap<>();
    engine
        .reads
        .getAll(keys, source)
        .forEach((key, result) -> outcomes.put(key, outcome(key, source, result)));
    CompletableFuture<Map<K, Outcome<V>>> all =
        CompletableFuture.allOf(outcomes.values().toArray(CompletableFuture[]::new))
            .thenApply(
                done -> {
                  Map<K, Outcome<V>> ended = new LinkedHashMap<>();
                  outcomes.forEach((key, outcome) -> ended.put(key, outcome.join()));
                  return ended;
                });
    outcomes.values().forEach(outcome -> Seats.after(outcome, all));
    return all;
  }

  private CompletableFuture<Outcome<V>> outcome(
      K key, Source<K, V> source, CompletableFuture<Found<V>> result) {
    CompletableFuture<Outcome<V>> outcome =
        result
            .thenComposeAsync(
                found ->
                    engine
                        .decode(key, source, found)
                        .thenApply(value -> Outcome.of(value, found.staleAge())),
                engine.setup.environment.executor())
            .exceptionally(error -> Outcome.failed(Failures.forCaller(error)));
    return Seats.after(result, outcome);
  }

  private static <K, V> Map<K, V> present(Map<K, CompletableFuture<@Nullable V>> values) {
    Map<K, V> present = new LinkedHashMap<>();
    values.forEach(
        (key, future) -> {
          V value = future.getNow(null);
          if (value != null) {
            present.put(key, value);
          }
        });
    return present;
  }

  @Override
  public CompletionStage<@Nullable V> peek(K key) {
    engine.checkOpen();
    return engine
        .reads
        .peek(key)
        .thenApplyAsync(engine::decodeIfPossible, engine.setup.environment.executor());
  }

  @Override
  public CompletionStage<Explanation> explain(K key) {
    engine.checkOpen();
    return engine
        .inspection
        .explain(key)
        .thenApplyAsync(explanation -> explanation, engine.setup.environment.executor());
  }

  @Override
  public CompletionStage<@Nullable Void> put(K key, V value) {
    return put(key, value, EntryOptions.defaults());
  }

  @Override
  public CompletionStage<@Nullable Void> put(K key, V value, EntryOptions options) {
    engine.checkOpen();
    Objects.requireNonNull(value, "value");
    return offTheIoThread(engine.writes.put(key, value, options));
  }

  @Override
  public CompletionStage<@Nullable Void> putAll(Map<? extends K, ? extends V> values) {
    engine.checkOpen();
    Engine.checkBatch(values.keySet());
    values.values().forEach(value -> Objects.requireNonNull(value, "value"));
    return offTheIoThread(engine.writes.putAll(values, EntryOptions.defaults()));
  }

  @Override
  public CompletionStage<@Nullable Void> invalidate(K key) {
    return invalidate(key, Invalidation.HARD);
  }

  @Override
  public CompletionStage<@Nullable Void> invalidate(K key, Invalidation how) {
    engine.checkOpen();
    return offTheIoThread(engine.writes.invalidate(List.of(key), how));
  }

  @Override
  public CompletionStage<@Nullable Void> invalidateAll(Collection<? extends K> keys) {
    return invalidateAll(keys, Invalidation.HARD);
  }

  @Override
  public CompletionStage<@Nullable Void> invalidateAll(
      Collection<? extends K> keys, Invalidation how) {
    engine.checkOpen();
    Engine.checkBatch(keys);
    return offTheIoThread(engine.writes.invalidate(List.copyOf(keys), how));
  }

  @Override
  public CompletionStage<@Nullable Void> invalidateTag(String tag) {
    return invalidateTags(List.of(tag));
  }

  @Override
  public CompletionStage<@Nullable Void> invalidateTags(Collection<String> tags) {
    engine.checkOpen();
    return offTheIoThread(engine.tagWrites.invalidate(List.copyOf(tags)));
  }

  @Override
  public CompletionStage<@Nullable Void> clear() {
    engine.checkOpen();
    return offTheIoThread(engine.tagWrites.clear());
  }

  @Override
  public <T extends @Nullable Object> CompletionStage<T> write(
      Collection<? extends K> keys, Callable<? extends CompletionStage<T>> transaction) {
    engine.checkOpen();
    Engine.checkBatch(keys);
    List<K> changed = List.copyOf(keys);
    Executor executor = engine.setup.environment.executor();
    return engine
        .writes
        .begin(changed)
        .thenComposeAsync(intent -> transact(changed, intent, transaction), executor);
  }

  private <T extends @Nullable Object> CompletionStage<T> transact(
      List<K> keys, Writes.Intent intent, Callable<? extends CompletionStage<T>> transaction) {
    CompletionStage<T> result;
    try {
      result = transaction.call();
    } catch (Exception e) { // theirs: to the caller, once the note is taken back
      result = CompletableFuture.failedFuture(e);
    }
    CompletionStage<T> outcome = result;
    return outcome
        .handle((value, error) -> keys)
        .thenCompose(ended -> engine.writes.end(keys, intent))
        .thenComposeAsync(ended -> outcome, engine.setup.environment.executor());
  }

  private CompletionStage<@Nullable Void> offTheIoThread(
      CompletableFuture<@Nullable Void> written) {
    return written.thenApplyAsync(done -> done, engine.setup.environment.executor());
  }
}
