package dev.aside.server;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Vert.x as this server uses it. Stateless. */
final class EventLoops {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private EventLoops() {}

  /** Half of the processors: Redis's I/O, loaders and the database's client need the others. */
  static int count() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  static VertxOptions options(int loops) {
    return new VertxOptions()
        .setEventLoopPoolSize(loops)
        .setWorkerPoolSize(1) // our blocking work has pools of its own, with limits
        .setInternalBlockingPoolSize(1)
        .setPreferNativeTransport(true)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  static Vertx open(VertxOptions options) {
    return Vertx.vertx(options);
  }

  /** What the sockets run on: {@code epoll}, {@code kqueue}, or Java's own {@code nio}. */
  static String transport(Vertx vertx) {
    if (!vertx.isNativeTransportEnabled()) {
      return "nio";
    }
    return System.getProperty("os.name").startsWith("Mac") ? "kqueue" : "epoll";
  }

  static void close(Vertx vertx) throws InterruptedException {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("event loops did not end", e);
    }
  }
}
