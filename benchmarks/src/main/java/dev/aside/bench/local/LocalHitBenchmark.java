package dev.aside.bench.local;

import dev.aside.bench.stage.Values;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * One hit. JMH makes and runs this in the process of the contender, which serves no other, so that
 * what the compiler learns of one contender cannot help or harm another.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LocalHitBenchmark {
  private static final int DRAWS = 1 << 20;
  private static final double EXPONENT = 0.99;

  private static volatile @Nullable LocalCache shared;
  private static volatile String[] sharedDraws = {};

  private @Nullable LocalCache cache;
  private String[] draws = {};

  /** What is measured from now on in this process. */
  static void use(LocalCache cache, String[] keys) {
    shared = cache;
    sharedDraws = Values.zipf(keys, EXPONENT, DRAWS);
  }

  /** Takes over what {@link #use} was given. */
  @Setup
  public void setUp() {
    cache = Objects.requireNonNull(shared, "shared");
    draws = sharedDraws;
  }

  /** Where one thread is in the draws. */
  @State(Scope.Thread)
  public static class Cursor {
    private int at;

    /** Threads begin far apart. */
    @Setup
    public void setUp(ThreadParams thread) {
      at = DRAWS / thread.getThreadCount() * thread.getThreadIndex();
    }

    int next() {
      at = (at + 1) & (DRAWS - 1);
      return at;
    }
  }

  /** The measured call. */
  @Benchmark
  public @Nullable Object get(Cursor cursor) {
    return Objects.requireNonNull(cache).get(draws[cursor.next()]);
  }
}
