package dev.aside.bench.stampede;

import dev.aside.bench.load.Callers;
import dev.aside.bench.load.Latencies;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One process of the stampede. All begin at the moment that the round names. */
public final class StampedeSubject implements Subject {
  static final String LOADS = "loads";
  static final String SLOWEST = "slowest";
  static final String KEY = "key";
  static final String AT_MILLIS = "at";
  static final String CALLERS = "callers";

  /** How long the source takes. */
  static final Duration LOAD = Duration.ofMillis(200);

  private static final long MAX_SECONDS = 60;

  private LoadingCaches.@Nullable Read cache;

  @Override
  public Metrics open(Settings settings) {
    String uri = settings.text("uri");
    cache =
        switch (settings.text("cache")) {
          case "aside" -> LoadingCaches.aside(uri);
          case "jetcache" -> LoadingCaches.jetCache(uri);
          case "spring" -> LoadingCaches.spring();
          default -> throw new IllegalArgumentException("cache: " + settings);
        };
    return Metrics.NONE;
  }

  @Override
  public Metrics measure(Settings round) throws Exception {
    LoadingCaches.Read measured = Objects.requireNonNull(cache, "cache");
    int callers = round.number(CALLERS);
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService executor = Callers.cheapest().executor();
    try {
      List<Future<Long>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        answers.add(
            executor.submit(
                () -> {
                  go.await();
                  long began = System.nanoTime();
                  measured.get(round.text(KEY), key -> load(loads));
                  return System.nanoTime() - began;
                }));
      }
      waitUntil(Long.parseLong(round.text(AT_MILLIS)));
      go.countDown();
      Histogram times = Latencies.empty();
      for (Future<Long> answer : answers) {
        times.recordValue(Latencies.clamp(answer.get(MAX_SECONDS, TimeUnit.SECONDS)));
      }
      return Latencies.metrics(times)
          .with(LOADS, loads.get())
          .with(SLOWEST, times.getMaxValue() / 1e6);
    } finally {
      executor.shutdownNow();
    }
  }

  private static String load(AtomicInteger loads) {
    loads.incrementAndGet();
    LockSupport.parkNanos(LOAD.toNanos()); // the source is slow
    return "loaded";
  }

  private static void waitUntil(long epochMillis) throws InterruptedException {
    long left = epochMillis - System.currentTimeMillis();
    if (left > 0) {
      TimeUnit.MILLISECONDS.sleep(left);
    }
  }

  @Override
  public void close() {
    // Its connections end with the process.
  }
}
