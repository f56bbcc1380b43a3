package dev.aside.testkit.simulation;

import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Freshness;
import dev.aside.cache.LocalOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The service of our own simulation: rows of the database behind a cache, without waiting, as the
 * simulation's own thread runs it. A value is the version of its row. Confined to its simulation.
 */
final class Rows {
  /** The cache's name. */
  static final String CACHE = "k";

  private static final int BEFORE_INVALIDATION_MICROS = 20_000;
  private static final int TRANSACTION_MICROS = 200_000;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final SimulatedProcess process;
  private final VersionedDatabase database;
  private final AsideCache<String, String> cache;

  Rows(SimulatedProcess process) {
    this.process = process;
    this.database = process.database();
    this.cache =
        process.cache(
            CACHE,
            Codec.utf8(),
            builder ->
                builder
                    .local(LocalOptions.defaults().maxLocalLag(Duration.ofSeconds(1)))
                    .loadTimeout(Duration.ofSeconds(2)));
  }

  private @Nullable String load(String row) {
    long version = database.read(row);
    return (version == 0) ? null : "<" + version + ">";
  }

  private Map<String, String> loadAll(Set<String> rows) {
    Map<String, String> values = new HashMap<>();
    for (String row : rows) {
      String value = load(row);
      if (value != null) {
        values.put(row, value);
      }
    }
    return values;
  }

  private static long version(@Nullable String value) {
    return (value == null) ? 0 : Long.parseLong(value.substring(1, value.length() - 1));
  }

  long localHits() {
    return cache.stats().localHits();
  }

  CompletionStage<Long> read(String row) {
    return read(row, Freshness.NORMAL);
  }

  CompletionStage<Long> readStrictly(String row) {
    return read(row, Freshness.STRICT);
  }

  private CompletionStage<Long> read(String row, Freshness freshness) {
    return cache.async().get(row, this::load, freshness).thenApply(Rows::version);
  }

  /** Reads {@code row} among all of them. */
  CompletionStage<Long> readAmong(List<String> rows, String row) {
    return cache.async().getAll(rows, this::loadAll).thenApply(found -> version(found.get(row)));
  }

  /** A commit, and the invalidation a little later; other things happen in between. */
  CompletionStage<Long> write(String row) {
    long version = database.commit(row);
    return later(BEFORE_INVALIDATION_MICROS)
        .thenCompose(now -> cache.async().invalidate(row))
        .handle((done, error) -> error != null && obligesItself(row, version))
        .thenCompose(failed -> whenNothingIsPending())
        .thenApply(now -> version);
  }

  /** What was not confirmed obliges this process now (C6), and the others once it is. */
  private boolean obligesItself(String row, long version) {
    process.promises().confirmToItself(process, row, version);
    return true;
  }

  private CompletionStage<Boolean> whenNothingIsPending() {
    return (process.pendingInvalidations() == 0)
        ? CompletableFuture.completedFuture(true)
        : later(LOOK_AGAIN).thenCompose(now -> whenNothingIsPending());
  }

  /**
   * A commit inside a write intent: if that is noted, it obliges from the commit on, whatever
   * becomes of the process (C7).
   */
  CompletionStage<Long> transact(String row) {
    return cache
        .async()
        .write(List.of(row), () -> later(TRANSACTION_MICROS).thenApply(now -> commitProtected(row)))
        .thenCompose(version -> whenNothingIsPending().thenApply(now -> version));
  }

  private long commitProtected(String row) {
    long version = database.commit(row);
    if (process.server().isNoted(CACHE + ":" + row)) {
      process.promises().confirm(row, version);
    }
    return version;
  }

  private CompletableFuture<Boolean> later(int mostMicros) {
    return later(Duration.ofNanos(1_000L * process.environment().random().nextInt(mostMicros)));
  }

  private CompletableFuture<Boolean> later(Duration delay) {
    CompletableFuture<Boolean> now = new CompletableFuture<>();
    process.environment().time().schedule(delay, () -> now.complete(true));
    return now;
  }
}
