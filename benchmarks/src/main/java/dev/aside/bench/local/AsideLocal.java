package dev.aside.bench.local;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.LocalOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Aside over Redis, with L1 on and coherent: each hit checks the copy's age, the epoch and the
 * barrier. Loader and codec never run in a hit.
 */
final class AsideLocal implements LocalCache {
  private static final int BATCH = 1_000;

  private static final int MAX_PASSES = 50;

  private final Aside aside;
  private final AsideCache<String, String> cache;

  AsideLocal(String uri, String[] keys, String value) {
    aside = Aside.connect(uri);
    cache =
        aside
            .cache("l1", Codec.utf8())
            .ttl(Duration.ofHours(TTL_HOURS))
            .local(
                LocalOptions.defaults()
                    .maxEntries((long) ROOM * keys.length)
                    .ttl(Duration.ofMinutes(10)))
            .loader(key -> value)
            .build();
    fill(keys, value);
    touch(keys);
  }

  private void fill(String[] keys, String value) {
    Map<String, String> batch = new HashMap<>();
    for (String key : keys) {
      batch.put(key, LocalCache.copy(value));
      if (batch.size() == BATCH) {
        cache.putAll(batch);
        batch.clear();
      }
    }
    cache.putAll(batch);
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
