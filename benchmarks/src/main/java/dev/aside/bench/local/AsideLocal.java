package dev.aside.bench.local;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.BatchLoader;
import dev.aside.cache.LocalOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Aside over Redis, with L1 on and coherent: each hit checks the copy's age, the epoch and the
 * barrier. Loader and codec never run in a hit.
 */
final class AsideLocal implements LocalCache {
  private static final int BATCH = 1_000;

  /** Fills are off the readers' path, so the first passes still find the server slower than L1. */
  private static final int MAX_PASSES = 50;

  private final Aside aside;
  private final AsideCache<String, byte[]> cache;

  AsideLocal(String uri, String[] keys, byte[] value) {
    aside = Aside.connect(uri);
    cache =
        aside
            .cache("l1", Codec.bytes())
            .ttl(Duration.ofHours(TTL_HOURS))
            .local(
                LocalOptions.defaults()
                    .maxEntries((long) ROOM * keys.length)
                    .ttl(Duration.ofMinutes(10)))
            .batchLoader(loader(value))
            .build();
    touch(keys);
  }

  private static BatchLoader<String, byte[]> loader(byte[] value) {
    return (Set<String> wanted) -> {
      Map<String, byte[]> loaded = new HashMap<>();
      wanted.forEach(key -> loaded.put(key, value.clone()));
      return loaded;
    };
  }

  @Override
  public @Nullable Object get(String key) {
    return cache.get(key);
  }

  /** Until one whole pass was answered by memory. */
  @Override
  public int touch(String[] keys) {
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      long before = cache.stats().localHits();
      List<String> all = Arrays.asList(keys);
      for (int from = 0; from < keys.length; from += BATCH) {
        cache.getAll(all.subList(from, Math.min(keys.length, from + BATCH)));
      }
      if (cache.stats().localHits() - before == keys.length) {
        return 0;
      }
    }
    return keys.length;
  }

  @Override
  public long misses() {
    return cache.stats().remoteHits() + cache.stats().misses();
  }

  @Override
  public void close() {
    aside.close();
  }
}
