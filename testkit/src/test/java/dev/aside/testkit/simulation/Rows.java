package dev.aside.testkit.simulation;

import dev.aside.Codec;
import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.CacheStats;
import dev.aside.cache.Freshness;
import dev.aside.cache.Invalidation;
import dev.aside.cache.LoadContext;
import dev.aside.cache.LocalOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The service of our own simulation: rows of the database behind a cache, without waiting, as the
 * simulation's own thread runs it. A value is the version of its row. Confined to its simulation.
 */
final class Rows {
  /** The cache's name. */
  static final String CACHE = "k";

  /** What a value begins with, so that it can be found among bytes. */
  static final String VERSION = "version=";

  private static final int BEFORE_INVALIDATION_MICROS = 20_000;
  private static final int TRANSACTION_MICROS = 200_000;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final SimulatedProcess process;
  private final RowLocks locks;
  private final int oneFailureIn; // of loads; 0: none fails
  private final VersionedDatabase database;
  private final AsideCache<String, String> cache;

  Rows(
      SimulatedProcess process,
      RowLocks locks,
      int oneFailureIn,
      UnaryOperator<CacheBuilder<String, String>> settings) {
    this.process = process;
    this.locks = locks;
    this.oneFailureIn = oneFailureIn;
    this.database = process.database();
    this.cache =
        process.cache(
            CACHE,
            Codec.utf8(),
            builder ->
                settings.apply(
                    builder
                        .local(LocalOptions.defaults().maxLocalLag(Duration.ofSeconds(1)))
                        .loadTimeout(Duration.ofSeconds(2))));
  }

  /** Two rows each have a tag in common. */
  static String tag(String row) {
    return "tag" + Integer.parseInt(row) % 2;
  }

  static long version(@Nullable String value) {
    return (value == null)
        ? 0
        : Long.parseLong(value.substring(VERSION.length(), value.length() - 1));
  }

  private static String value(long version) {
    return VERSION + version + ";";
  }

  CacheStats stats() {
    return cache.stats();
  }

  // Reads

  private @Nullable String load(String row) {
    if (oneFailureIn > 0 && process.environment().random().nextInt(oneFailureIn) == 0) {
      throw new IllegalStateException("the database is away");
    }
    long version = database.read(row);
    return (version == 0) ? null : value(version);
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

  /** What is stored already is confirmed and not sent again. */
  private @Nullable String loadIfModified(String row, LoadContext<String> context) {
    String value = load(row);
    return (value != null && value.equals(context.staleValue())) ? context.notModified() : value;
  }

  CompletionStage<Long> read(String row) {
    return read(row, Freshness.NORMAL);
  }

  CompletionStage<Long> readStrictly(String row) {
    return read(row, Freshness.STRICT);
  }

  private CompletionStage<Long> read(String row, Freshness freshness) {
    return untilItWorks(
        () -> cache.async().get(row, this::load, freshness).thenApply(Rows::version));
  }

  CompletionStage<Long> readIfModified(String row) {
    return untilItWorks(
        () -> cache.async().get(row, this::loadIfModified).thenApply(Rows::version));
  }

  /** Reads {@code row} among all of them. */
  CompletionStage<Long> readAmong(List<String> rows, String row) {
    return untilItWorks(
        () ->
            cache.async().getAll(rows, this::loadAll).thenApply(found -> version(found.get(row))));
  }

  /** A load that fails for want of anything to serve is tried again, as a person would. */
  private CompletionStage<Long> untilItWorks(Supplier<CompletionStage<Long>> read) {
    return read.get()
        .handle(
            (version, error) ->
                isFailureOfTheLoader(error)
                    ? later(LOOK_AGAIN).thenCompose(now -> untilItWorks(read))
                    : ended(version, error))
        .thenCompose(same -> same);
  }

  private static boolean isFailureOfTheLoader(@Nullable Throwable error) {
    return error instanceof LoadException
        || (error instanceof CompletionException && error.getCause() instanceof LoadException);
  }

  private static CompletionStage<Long> ended(Long version, @Nullable Throwable error) {
    return (error == null)
        ? CompletableFuture.completedFuture(version)
        : CompletableFuture.failedFuture(error);
  }

  /** What is cached; where nothing is, what the database holds. */
  CompletionStage<Long> peek(String row) {
    return cache
        .async()
        .peek(row)
        .thenApply(value -> (value == null) ? database.version(row) : version(value));
  }

  // Writes

  /** A commit, and the invalidation a little later; other things happen in between. */
  CompletionStage<Long> write(String row) {
    return together(row, version -> cache.async().invalidate(row));
  }

  /** Of a row that was there before: the knowledge that it was not has no tags. */
  CompletionStage<Long> writeByTag(String row) {
    return together(row, version -> cache.async().invalidateTag(tag(row)));
  }

  CompletionStage<Long> writeAndClear(String row) {
    return together(row, version -> cache.async().clear());
  }

  /** Obliges everybody at once when it returns. */
  CompletionStage<Long> writeAndSettle(String row) {
    return together(
        row,
        version ->
            cache
                .async()
                .invalidate(row, Invalidation.SETTLE)
                .thenRun(() -> process.promises().confirmSettled(process, row, version)));
  }

  /** Obliges nobody: the old value may be served for a while. */
  CompletionStage<Long> writeSoftly(String row) {
    return together(row, version -> cache.async().invalidate(row, Invalidation.SOFT));
  }

  /** Alone. */
  CompletionStage<Long> writeAndPut(String row) {
    if (!locks.lock(row, process)) {
      return nothing();
    }
    return commitAnd(
        row,
        version ->
            cache
                .async()
                .put(row, value(version))
                .whenComplete((done, error) -> locks.unlock(row)));
  }

  /** What to do after a commit. */
  private interface AfterCommit {
    CompletionStage<?> begin(long version);
  }

  private CompletionStage<Long> together(String row, AfterCommit then) {
    if (!locks.isShared(row)) {
      return nothing();
    }
    locks.enter(row, process);
    return commitAnd(
        row,
        version -> then.begin(version).whenComplete((done, error) -> locks.leave(row, process)));
  }

  /** Version 0 promises nothing. */
  private static CompletionStage<Long> nothing() {
    return CompletableFuture.completedFuture(0L);
  }

  private CompletionStage<Long> commitAnd(String row, AfterCommit then) {
    long version = database.commit(row);
    return later(BEFORE_INVALIDATION_MICROS)
        .thenCompose(now -> then.begin(version))
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
    if (!locks.isShared(row)) {
      return nothing();
    }
    locks.enter(row, process);
    Supplier<CompletionStage<Long>> transaction =
        () -> later(TRANSACTION_MICROS).thenApply(now -> commitProtected(row));
    return cache
        .async()
        .write(List.of(row), transaction::get)
        .whenComplete((done, error) -> locks.leave(row, process))
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
