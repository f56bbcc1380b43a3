package dev.aside.bench.remote;

import dev.aside.bench.load.Callers;
import dev.aside.bench.load.Load;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Subject;
import dev.aside.bench.stage.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads random keys through one client. */
public final class RemoteSubject implements Subject {
  /** The keys that the page's program fills: plain values, for clients that bring no format. */
  static final String RAW_PREFIX = "raw:";

  /** How many call at once. */
  public static final String CALLERS = "callers";

  /** Of {@link Callers}. */
  public static final String KIND = "kind";

  /** How long a round counts. */
  public static final String SECONDS = "seconds";

  /** Keys of one batched read; 1: single reads. */
  public static final String BATCH = "batch";

  private final AtomicLong absent = new AtomicLong();
  private final AtomicLong seeds = new AtomicLong();
  private @Nullable RemoteReads reads;
  private String[] keys = {};

  @Override
  public Metrics open(Settings settings) throws Exception {
    int count = settings.number("keys");
    String uri = settings.text("uri");
    byte[] value =
        Values.value(Integer.parseInt(settings.text("size", Integer.toString(Values.SIZE))));
    String[] own = Values.keys("key-", count);
    String[] raw = Values.keys(RAW_PREFIX, count);
    String client = settings.text("client");
    keys = client.equals("aside") || client.equals("jetcache") ? own : raw;
    reads =
        switch (client) {
          case "aside" -> new AsideReads(uri, own, value);
          case "lettuce" -> new LettuceReads(uri, /* pipelined= */ false);
          case "lettuce-pipelined" -> new LettuceReads(uri, /* pipelined= */ true);
          case "netty" -> new NettyReads(settings.number("port"));
          case "jedis" -> new JedisReads(settings.number("port"));
          case "jetcache" -> new JetCacheReads(uri, own, value);
          case "redisson" -> new RedissonReads(uri);
          case "spring" -> new SpringDataReads(settings.number("port"));
          default -> throw new IllegalArgumentException("client: " + settings);
        };
    return Metrics.NONE;
  }

  @Override
  public Metrics measure(Settings round) throws Exception {
    RemoteReads measured = Objects.requireNonNull(reads, "reads");
    Callers kind = Callers.valueOf(round.text(KIND));
    int callers = round.number(CALLERS);
    double seconds = round.decimal(SECONDS);
    int batch = round.number(BATCH);
    absent.set(0);
    long missesBefore = measured.misses();
    Metrics metrics =
        (kind == Callers.ASYNC)
            ? Load.async(callers, seconds, () -> asyncCalls(measured))
            : Load.waiting(
                kind,
                callers,
                seconds,
                () -> batch > 1 ? batches(measured, batch) : calls(measured));
    return metrics.with(INVALID, absent.get() + measured.misses() - missesBefore);
  }

  private Supplier<CompletionStage<?>> asyncCalls(RemoteReads measured) {
    SplittableRandom random = new SplittableRandom(seeds.incrementAndGet());
    return () ->
        Objects.requireNonNull(
            measured.getAsync(keys[random.nextInt(keys.length)]), "asynchronous reads");
  }

  private Load.Call calls(RemoteReads measured) {
    SplittableRandom random = new SplittableRandom(seeds.incrementAndGet());
    return () -> {
      if (measured.get(keys[random.nextInt(keys.length)]) == null) {
        absent.incrementAndGet();
      }
      return 1;
    };
  }

  private Load.Call batches(RemoteReads measured, int size) {
    SplittableRandom random = new SplittableRandom(seeds.incrementAndGet());
    return () -> {
      int from = random.nextInt(keys.length - size + 1);
      List<String> batch = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        batch.add(keys[from + i]);
      }
      absent.addAndGet(size - measured.getAll(batch));
      return 1;
    };
  }

  @Override
  public void close() {
    if (reads != null) {
      reads.close();
    }
  }
}
