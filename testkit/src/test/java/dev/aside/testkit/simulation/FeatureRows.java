package dev.aside.testkit.simulation;

import dev.aside.Codec;
import dev.aside.LoadException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Freshness;
import dev.aside.cache.Invalidation;
import dev.aside.cache.LocalOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A service that uses everything at once: values that are soon past their time and served while
 * they are replaced, or if that fails; loads that fail or take too long; tags, clearing, settled
 * invalidations. All of it must obey the same promises. Confined to its simulation.
 */
final class FeatureRows {
  private static final int BEFORE_INVALIDATION_MICROS = 20_000;
  private static final int ONE_FAILURE_IN = 6;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final SimulatedProcess process;
  private final VersionedDatabase database;
  private final RandomGenerator random;
  private final AsideCache<String, String> cache;

  FeatureRows(SimulatedProcess process) {
    this.process = process;
    this.database = process.database();
    this.random = process.environment().random();
    this.cache =
        process.cache(
            Rows.CACHE,
            Codec.utf8(),
            builder ->
                builder
                    .ttl(Duration.ofMillis(400))
                    .staleWhileRevalidate(Duration.ofSeconds(2))
                    .staleIfError(Duration.ofSeconds(6))
                    .softLoadTimeout(Duration.ofMillis(100))
                    .tags((row, value) -> Set.of("row:" + row, "parity:" + row.hashCode() % 2))
                    .local(LocalOptions.defaults().maxLocalLag(Duration.ofSeconds(1)))
                    .loadTimeout(Duration.ofSeconds(1)));
  }

  /** Rows that were never written have a value too: an absence has no tags. */
  private String load(String row) {
    if (random.nextInt(ONE_FAILURE_IN) == 0) {
      throw new IllegalStateException("the database is away");
    }
    return "<" + database.read(row) + ">";
  }

  private Map<String, String> loadAll(Set<String> rows) {
    Map<String, String> values = new HashMap<>();
    rows.forEach(row -> values.put(row, load(row)));
    return values;
  }

  private static long version(@Nullable String value) {
    return (value == null) ? 0 : Long.parseLong(value.substring(1, value.length() - 1));
  }

  long localHits() {
    return cache.stats().localHits();
  }

  long staleServed() {
    return cache.stats().staleServed();
  }

  long outdatedByTag() {
    return cache.stats().outdatedByTag();
  }

  /** A load that fails for want of anything to serve is tried again, as a person would. */
  CompletionStage<Long> read(String row, Freshness freshness) {
    CompletableFuture<Long> result = new CompletableFuture<>();
    cache
        .async()
        .get(row, this::load, freshness)
        .whenComplete((value, error) -> take(result, value, error, () -> read(row, freshness)));
    return result;
  }

  /** Reads {@code row} among all of them. */
  CompletionStage<Long> readAmong(List<String> rows, String row) {
    CompletableFuture<Long> result = new CompletableFuture<>();
    cache
        .async()
        .getAll(rows, this::loadAll)
        .whenComplete(
            (found, error) ->
                take(
                    result,
                    (found == null) ? null : found.get(row),
                    error,
                    () -> readAmong(rows, row)));
    return result;
  }

  private void take(
      CompletableFuture<Long> result,
      @Nullable String value,
      @Nullable Throwable error,
      Again again) {
    if (error == null) {
      result.complete(version(value));
    } else if (cause(error) instanceof LoadException) {
      later(LOOK_AGAIN)
          .thenCompose(now -> again.read())
          .whenComplete(
              (version, failure) -> {
                if (failure == null) {
                  result.complete(version);
                } else {
                  result.completeExceptionally(failure);
                }
              });
    } else {
      result.completeExceptionally(error);
    }
  }

  private interface Again {
    CompletionStage<Long> read();
  }

  private static Throwable cause(Throwable error) {
    Throwable cause = error;
    while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  CompletionStage<Long> write(String row) {
    return write(row, () -> cache.async().invalidate(row));
  }

  CompletionStage<Long> writeAndSettle(String row) {
    return write(row, () -> cache.async().invalidate(row, Invalidation.SETTLE));
  }

  CompletionStage<Long> writeAndInvalidateItsTag(String row) {
    return write(row, () -> cache.async().invalidateTag("row:" + row));
  }

  CompletionStage<Long> writeAndClear(String row) {
    return write(row, () -> cache.async().clear());
  }

  private interface Invalidating {
    CompletionStage<@Nullable Void> begin();
  }

  /** A commit, and the invalidation a little later; other things happen in between. */
  private CompletionStage<Long> write(String row, Invalidating invalidation) {
    long version = database.commit(row);
    return later(Duration.ofNanos(1_000L * random.nextInt(BEFORE_INVALIDATION_MICROS)))
        .thenCompose(now -> invalidation.begin())
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

  private CompletableFuture<Boolean> later(Duration delay) {
    CompletableFuture<Boolean> now = new CompletableFuture<>();
    process.environment().time().schedule(delay, () -> now.complete(true));
    return now;
  }
}
