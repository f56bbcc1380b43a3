package dev.aside.bench.remote;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.bench.stage.Values;
import dev.aside.cache.AsideCache;
import dev.aside.cache.BatchLoader;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Aside's typed path with L1 off: each read asks Redis, and checks what it says. */
final class AsideReads implements RemoteReads {
  private static final int BATCH = 1_000;
  private static final int MAX_PASSES = 50;

  private final Aside aside;
  private final AsideCache<String, byte[]> cache;

  /** Connects, and fills Redis with each of {@code keys}. */
  AsideReads(String uri, String[] keys) {
    aside = Aside.connect(uri);
    byte[] value = Values.value(Values.SIZE);
    BatchLoader<String, byte[]> loader =
        (Set<String> wanted) -> {
          Map<String, byte[]> loaded = new HashMap<>();
          wanted.forEach(key -> loaded.put(key, value));
          return loaded;
        };
    cache =
        aside
            .cache("l2", Codec.bytes())
            .ttl(Duration.ofHours(24))
            .noLocal()
            .batchLoader(loader)
            .build();
    fill(Arrays.asList(keys));
  }

  /** Until one whole pass was answered by Redis. */
  private void fill(List<String> keys) {
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      long before = cache.stats().remoteHits();
      for (int from = 0; from < keys.size(); from += BATCH) {
        cache.getAll(keys.subList(from, Math.min(keys.size(), from + BATCH)));
      }
      if (cache.stats().remoteHits() - before == keys.size()) {
        return;
      }
    }
    throw new IllegalStateException("keys: not all in Redis after " + MAX_PASSES + " passes");
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
