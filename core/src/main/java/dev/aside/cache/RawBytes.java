package dev.aside.cache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The cache for callers that want bytes. Thread-safe. */
final class RawBytes<K, V> implements RawView<K> {
  private final Engine<K, V> engine;

  RawBytes(Engine<K, V> engine) {
    this.engine = engine;
  }

  @Override
  public byte @Nullable [] get(K key) {
    return BlockingView.await(readable(key)).answer().bytes(engine.setup.codec);
  }

  @Override
  public byte @Nullable [] peek(K key) {
    engine.checkOpen();
    Answer<V> answer = BlockingView.await(engine.reads.peek(key));
    return engine.bytesIfPossible(answer);
  }

  @Override
  public CompletionStage<RawAnswer> answer(K key) {
    return readable(key).thenCompose(this::settled);
  }

  private CompletableFuture<Found<V>> readable(K key) {
    return found(key).thenCompose(found -> engine.readable(key, engine.ownSource(), found));
  }

  private CompletableFuture<Found<V>> found(K key) {
    engine.checkOpen();
    Answer<V> copy = engine.reads.local(key);
    return (copy != null)
        ? CompletableFuture.completedFuture(Found.in(RawAnswer.Source.LOCAL, copy))
        : engine.reads.get(key, engine.ownSource(), Freshness.NORMAL);
  }

  @Override
  public CompletionStage<Map<K, RawAnswer>> answerAll(Collection<? extends K> keys) {
    engine.checkOpen();
    Engine.checkBatch(keys);
    Map<K, CompletableFuture<RawAnswer>> answers = new LinkedHashMap<>();
    engine
        .reads
        .getAll(keys, engine.ownBatchSource())
        .forEach((key, result) -> answers.put(key, settled(key, result)));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              Map<K, RawAnswer> settled = new LinkedHashMap<>();
              answers.forEach((key, answer) -> settled.put(key, answer.join()));
              return settled;
            });
  }

  private CompletableFuture<RawAnswer> settled(K key, CompletableFuture<Found<V>> result) {
    return result
        .thenCompose(found -> engine.readable(key, engine.ownBatchSource(), found))
        .thenCompose(this::settled);
  }

  /** The codec has run already, on the loader's thread, unless the value could not be stored. */
  private CompletableFuture<RawAnswer> settled(Found<V> found) {
    return found
        .stored()
        .thenApply(
            stored ->
                new RawAnswer(
                    found.answer().bytes(engine.setup.codec),
                    found.source(),
                    stored,
                    found.staleAge()));
  }
}
