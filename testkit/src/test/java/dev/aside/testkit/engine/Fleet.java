package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Caches;
import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.BackendProvider;
import dev.aside.spi.Environment;
import dev.aside.testkit.ManualTime;
import dev.aside.testkit.UnreliableBackend;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Processes on one memory, in one thread: time stands still until it is moved, and loaders run when
 * they are told to, so that each interleaving is written down in the test. Confined to its test.
 */
final class Fleet {
  final ManualTime time = ManualTime.create();
  final Backend shared =
      ServiceLoader.load(BackendProvider.class)
          .findFirst()
          .orElseThrow()
          .open(
              BackendConfig.of(
                  "memory:",
                  null,
                  "test",
                  "",
                  Duration.ofSeconds(1),
                  Duration.ofSeconds(1),
                  time,
                  new Random(7)));

  /** One process: its own link to the memory, its own threads. */
  final class Process {
    final UnreliableBackend link = UnreliableBackend.over(shared, time);
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    final Caches caches = Caches.over(link, new Environment(time, new Random(42), tasks::add), "");

    /** Without L1 unless {@code settings} turn it on. */
    AsideCache<String, String> cache(UnaryOperator<CacheBuilder<String, String>> settings) {
      return settings
          .apply(caches.builder("user", String.class, Codec.utf8()).ttlJitter(0).noLocal())
          .build();
    }

    AsideCache<String, String> cache() {
      return cache(builder -> builder);
    }

    /** Runs loaders and callbacks until none is left. */
    void run() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }

    /** What {@code stage} fails with once everything that can run has run. */
    Throwable failure(CompletionStage<?> stage) {
      return cause(assertThrows(CompletionException.class, () -> settle(stage)));
    }

    /** The result of {@code stage} once everything that can run has run. */
    <T extends @Nullable Object> T settle(CompletionStage<T> stage) {
      run();
      CompletableFuture<T> future = stage.toCompletableFuture();
      if (!future.isDone()) {
        throw new AssertionError("still waiting after everything has run");
      }
      return future.join();
    }
  }

  /** The cause of {@code error}, which must have one. */
  static Throwable cause(Throwable error) {
    return Objects.requireNonNull(error.getCause(), error::toString);
  }

  /** The result of {@code stage}, which must be there. */
  static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** Checks that {@code stage} has ended well. */
  static void done(CompletionStage<?> stage) {
    stage.toCompletableFuture().getNow(null);
    if (!stage.toCompletableFuture().isDone()) {
      throw new AssertionError("still waiting");
    }
  }

  Process process() {
    return new Process();
  }
}
