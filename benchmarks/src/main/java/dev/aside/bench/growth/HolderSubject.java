package dev.aside.bench.growth;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.bench.load.Latencies;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Subject;
import dev.aside.bench.stage.Values;
import dev.aside.cache.AsideCache;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One instance of a fleet: takes copies of keys into its L1, or invalidates keys one by one. */
public final class HolderSubject implements Subject {
  static final String TASK = "task";
  static final String HOLD = "hold";
  static final String INVALIDATE = "invalidate";

  private static final int MAX_PASSES = 50;

  private @Nullable Aside aside;
  private @Nullable AsideCache<String, byte[]> cache;
  private List<String> keys = List.of();

  @Override
  public Metrics open(Settings settings) {
    keys = Arrays.asList(Values.keys("key-", settings.number("keys")));
    byte[] value = Values.value(Values.SIZE);
    Aside opened = Aside.connect(settings.text("uri"));
    aside = opened;
    cache = opened.cache("fleet", Codec.bytes()).loader(key -> value).build();
    return Metrics.NONE;
  }

  @Override
  public Metrics measure(Settings round) {
    AsideCache<String, byte[]> used = Objects.requireNonNull(cache, "cache");
    return round.text(TASK).equals(HOLD) ? hold(used) : invalidate(used);
  }

  /** Until one whole pass was answered by memory. */
  private Metrics hold(AsideCache<String, byte[]> used) {
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      long before = used.stats().localHits();
      used.getAll(keys);
      if (used.stats().localHits() - before == keys.size()) {
        return Metrics.NONE;
      }
    }
    return Metrics.NONE.with(INVALID, keys.size());
  }

  private Metrics invalidate(AsideCache<String, byte[]> used) {
    Histogram times = Latencies.empty();
    for (String key : keys) {
      long before = System.nanoTime();
      used.invalidate(key);
      times.recordValue(Latencies.clamp(System.nanoTime() - before));
    }
    return Latencies.metrics(times);
  }

  @Override
  public void close() {
    if (aside != null) {
      aside.close();
    }
  }
}
