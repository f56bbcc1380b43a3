package dev.aside.bench.local;

import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Subject;
import dev.aside.bench.stage.Values;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs JMH on one cache. JMH does not fork: this process is the fork, and stays alive between
 * rounds, so that rounds of several caches can alternate without filling them anew.
 */
public final class LocalHitSubject implements Subject {
  /** Nanoseconds of a hit in each thread. */
  public static final String NANOS = "nanos";

  /** Bytes of heap of an entry beside its key and value; told when opened. */
  public static final String HEAP = "heap";

  static final String BYTES = "bytes";

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** One lost copy in so many hits may be the work of a heartbeat that came late. */
  private static final double MAX_MISSES = 0.001;

  private @Nullable LocalCache cache;
  private String[] keys = {};

  @Override
  public Metrics open(Settings settings) {
    keys = Values.keys("key-", settings.number("keys"));
    int size = Integer.parseInt(settings.text("size", Integer.toString(Values.SIZE)));
    String value = new String(Values.value(size), StandardCharsets.US_ASCII);
    long before = Heap.used();
    String uri = settings.text("uri");
    LocalCache opened =
        switch (settings.text("cache")) {
          case "caffeine-bounded" -> CaffeineLocal.bounded(keys, value);
          case "caffeine-expiring" -> CaffeineLocal.expiring(keys, value);
          case "aside" -> new AsideLocal(uri, keys, value);
          case "jetcache" -> new JetCacheLocal(uri, keys, value);
          case "redisson" -> new RedissonLocal(uri, keys, value);
          case "spring" -> new SpringLocal(keys, value);
          default -> throw new IllegalArgumentException("cache: " + settings);
        };
    cache = opened;
    double perEntry = (Heap.used() - before) / (double) keys.length;
    LocalHitBenchmark.use(opened, keys);
    return Metrics.NONE.with(HEAP, perEntry - Heap.ofText(size));
  }

  @Override
  public Metrics measure(Settings round) throws RunnerException {
    LocalCache measured = Objects.requireNonNull(cache, "cache");
    int missing = measured.touch(keys);
    long before = measured.misses();
    RunResult result = new Runner(options(round)).runSingle();
    double nanos = result.getPrimaryResult().getScore();
    double operations = round.number("threads") * round.decimal("seconds") * 1e9 / nanos;
    long missed = measured.misses() - before;
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
    return Metrics.NONE
        .with(NANOS, nanos)
        .with(BYTES, (allocated == null) ? Double.NaN : Math.round(allocated.getScore()))
        .with(INVALID, missing + ((missed > MAX_MISSES * operations) ? missed : 0));
  }

  private static Options options(Settings round) {
    return new OptionsBuilder()
        .include(LocalHitBenchmark.class.getName() + ".get")
        .forks(0)
        .threads(round.number("threads"))
        .warmupIterations(1)
        .warmupTime(time(round.decimal("warm")))
        .measurementIterations(1)
        .measurementTime(time(round.decimal("seconds")))
        .addProfiler(GCProfiler.class)
        .verbosity(VerboseMode.SILENT)
        .build();
  }

  private static TimeValue time(double seconds) {
    return TimeValue.milliseconds((long) (seconds * 1_000));
  }

  @Override
  public void close() {
    if (cache != null) {
      cache.close();
    }
  }
}
