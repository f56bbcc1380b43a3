package dev.aside.testkit.simulation;

import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Freshness;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A process of a race, and its cache: a value is the version of its row. Confined to its race. */
final class Peer {
  /** The cache's name. */
  static final String CACHE = "k";

  private static final int MAX_READS = 50;
  private static final Duration BETWEEN_READS = Duration.ofMillis(20);

  final SimulatedProcess process;
  final AsideCache<String, String> cache;
  private final Simulation simulation;
  private final VersionedDatabase database;

  Peer(
      Simulation simulation,
      SimulatedProcess process,
      UnaryOperator<CacheBuilder<String, String>> settings) {
    this.simulation = simulation;
    this.process = process;
    this.database = simulation.database();
    this.cache =
        process.cache(
            CACHE, Codec.utf8(), builder -> settings.apply(builder.ttlJitter(0).earlyRefresh(0)));
  }

  private String load(String row) {
    return Long.toString(database.version(row));
  }

  static long version(@Nullable String value) {
    return (value == null) ? 0 : Long.parseLong(value);
  }

  long read() {
    return read(Race.ROW);
  }

  long read(String row) {
    return version(cache.get(row, this::load));
  }

  long strict() {
    return version(cache.get(Race.ROW, this::load, Freshness.STRICT));
  }

  /** Begins a read and lets nothing happen yet. */
  CompletableFuture<Long> reading() {
    return cache.async().get(Race.ROW, this::load).thenApply(Peer::version).toCompletableFuture();
  }

  /** Reads until the answer comes from L1. */
  void warm() {
    for (int i = 0; i < MAX_READS; i++) {
      long hits = cache.stats().localHits();
      read();
      if (cache.stats().localHits() > hits) {
        return;
      }
      simulation.advance(BETWEEN_READS);
    }
    throw new AssertionError("there is no copy in process " + process.number());
  }

  /** A commit, and what makes it known. */
  long write() {
    long version = database.commit(Race.ROW);
    cache.invalidate(Race.ROW);
    return version;
  }

  /** A read whose loader has looked at the database, and waits. */
  SlowLoad loading() {
    return loading(CompletableFuture.completedFuture(true));
  }

  /** The same, which looks when {@code mayLook}. */
  SlowLoad loading(CompletableFuture<Boolean> mayLook) {
    return new SlowLoad(mayLook);
  }

  /** A load that ends when it is told to. */
  final class SlowLoad {
    private final CompletableFuture<Boolean> looked = new CompletableFuture<>();
    private final CompletableFuture<Boolean> mayReturn = new CompletableFuture<>();
    final CompletableFuture<Long> result;

    private SlowLoad(CompletableFuture<Boolean> mayLook) {
      result =
          cache
              .async()
              .get(Race.ROW, row -> load(row, mayLook))
              .thenApply(Peer::version)
              .toCompletableFuture();
      if (mayLook.isDone()) {
        simulation.await(looked);
      }
    }

    private String load(String row, CompletableFuture<Boolean> mayLook) {
      process.await(mayLook);
      String seen = Peer.this.load(row);
      looked.complete(true);
      process.await(mayReturn);
      return seen;
    }

    /** The loader may return; nothing happens yet. */
    void release() {
      mayReturn.complete(true);
    }

    /** The loader returns, its caller has the result, and it has been stored or not. */
    long finish() {
      release();
      long version = simulation.await(result);
      simulation.advance(Duration.ofMillis(200));
      return version;
    }
  }
}
