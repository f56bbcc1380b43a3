package dev.aside.bench.load;

import com.sun.management.OperatingSystemMXBean;
import dev.aside.bench.run.Metrics;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * A closed loop: each caller calls again as soon as it has its answer. What began and ended in the
 * counted time counts. Metrics: {@code ops} a second, {@code p50}, {@code p99} and {@code max} in
 * microseconds, {@code cpu} of this process in microseconds per operation. Stateless.
 */
public final class Load {
  /** Operations a second. */
  public static final String OPS = "ops";

  /** The median, in microseconds. */
  public static final String P50 = "p50";

  /** The 99th percentile, in microseconds. */
  public static final String P99 = "p99";

  /** The longest, in microseconds. */
  public static final String MAX = "max";

  /** Processor time of this process per operation, in microseconds. */
  public static final String CPU = "cpu";

  private static final long MAX_SECONDS = 60;

  private Load() {}

  /** A call that waits for its answer. */
  @FunctionalInterface
  public interface Call {
    /** Calls, and returns how many operations that was. */
    int run() throws Exception;
  }

  /** Runs {@code callers} threads; {@code perCaller} makes what each of them runs. */
  public static Metrics waiting(Callers kind, int callers, double seconds, Supplier<Call> perCaller)
      throws Exception {
    ExecutorService executor = kind.executor();
    try {
      Clock clock = Clock.of(seconds);
      List<Future<Histogram>> results = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        Call call = perCaller.get();
        results.add(executor.submit(() -> loop(clock, call)));
      }
      long cpu = cpuOf(clock);
      Histogram all = Latencies.empty();
      for (Future<Histogram> result : results) {
        all.add(result.get(MAX_SECONDS + (long) seconds, TimeUnit.SECONDS));
      }
      return metrics(all, clock, cpu);
    } finally {
      executor.shutdownNow();
    }
  }

  private static Histogram loop(Clock clock, Call call) throws Exception {
    Histogram latencies = Latencies.empty();
    long now = System.nanoTime();
    while (!clock.isOver(now)) {
      long before = now;
      int operations = call.run();
      now = System.nanoTime();
      if (clock.counts(before) && !clock.isOver(now)) {
        latencies.recordValueWithCount(Latencies.clamp(now - before), operations);
      }
    }
    return latencies;
  }

  /** Keeps {@code callers} calls under way without threads of their own. */
  public static Metrics async(
      int callers, double seconds, Supplier<Supplier<CompletionStage<?>>> perCaller)
      throws InterruptedException, TimeoutException, ExecutionException {
    Clock clock = Clock.of(seconds);
    CountDownLatch left = new CountDownLatch(callers);
    List<AsyncCaller> all = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      all.add(new AsyncCaller(clock, perCaller.get(), left));
    }
    all.forEach(AsyncCaller::start);
    long cpu = cpuOf(clock);
    if (!left.await(MAX_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("callers: " + left.getCount() + " never ended (expected: none)");
    }
    Histogram latencies = Latencies.empty();
    for (AsyncCaller caller : all) {
      latencies.add(caller.latencies());
    }
    return metrics(latencies, clock, cpu);
  }

  /** Waits for the counted time to pass; the processor time that this process used in it. */
  private static long cpuOf(Clock clock) throws InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    sleepUntil(clock.fromNanos());
    long before = system.getProcessCpuTime();
    sleepUntil(clock.untilNanos());
    return system.getProcessCpuTime() - before;
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos - System.nanoTime()));
  }

  private static Metrics metrics(Histogram latencies, Clock clock, long cpuNanos) {
    long count = latencies.getTotalCount();
    return Latencies.metrics(latencies)
        .with(OPS, count / clock.seconds())
        .with(CPU, (count == 0) ? Double.NaN : cpuNanos / 1e3 / count);
  }
}
