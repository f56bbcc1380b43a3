package dev.aside.bench.remote;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Aside's typed path with L1 off: each read asks Redis, and checks what it says. */
final class AsideReads implements RemoteReads {
  private static final int BATCH = 1_000;

  private final Aside aside;
  private final AsideCache<String, byte[]> cache;

  /** Connects, and fills Redis with each of {@code keys}. */
  AsideReads(String uri, String[] keys, byte[] value) {
    aside = Aside.connect(uri);
    cache =
        aside
            .cache("l2", Codec.bytes())
            .ttl(Duration.ofHours(24))
            .noLocal()
            .loader(key -> value)
            .build();
    fill(keys, value);
  }

  private void fill(String[] keys, byte[] value) {
    Map<String, byte[]> batch = new HashMap<>();
    for (String key : keys) {
      batch.put(key, value);
      if (batch.size() == BATCH) {
        cache.putAll(batch);
        batch.clear();
      }
    }
    cache.putAll(batch);
  }

  @Override
  public byte @Nullable [] get(String key) {
    return cache.get(key);
  }

  @Override
  public CompletionStage<?> getAsync(String key) {
    return cache.async().get(key);
  }

  @Override
  public int getAll(Collection<String> keys) {
    return cache.getAll(keys).size();
  }

  @Override
  public long misses() {
    return cache.stats().misses();
  }

  @Override
  public void close() {
    aside.close();
  }
}
