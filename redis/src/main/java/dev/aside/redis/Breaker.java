package dev.aside.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a server that is too slow makes a few callers wait for their time-out, and not
 * all. It opens after some time-outs in a row; while it is open, what has a way around the server
 * fails at once. It closes when a heartbeat was answered in time. Thread-safe and lock-free.
 */
final class Breaker {
  /** Time-outs in a row after which nobody else is made to wait. */
  static final int MAX_LATE = 5;

  private static final String SLOW =
      "slow: " + MAX_LATE + " answers in a row did not come in time, so nobody waits for others";

  private final String purpose;
  private final Duration timeout;
  private final Troubles troubles;
  private final AtomicInteger late = new AtomicInteger(); // in a row
  private final AtomicBoolean open = new AtomicBoolean();

  /**
   * A closed one.
   *
   * @param purpose of the connection, for people, in the plural
   * @param timeout how long a command may take
   */
  Breaker(String purpose, Duration timeout, Troubles troubles) {
    this.purpose = purpose + " in time";
    this.timeout = timeout;
    this.troubles = troubles;
  }

  boolean isOpen() {
    return open.get();
  }

  /** What a command fails with that is not sent. */
  static <T extends @Nullable Object> CompletionStage<T> refuse() {
    return CompletableFuture.failedFuture(new TroubleException(SLOW));
  }

  /** Takes note of how {@code command} ends, before anybody else hears of it. */
  <T extends @Nullable Object> CompletionStage<T> watch(CompletionStage<T> command) {
    CompletableFuture<T> noted = new CompletableFuture<>();
    command.whenComplete(
        (reply, error) -> {
          ended(error);
          if (error == null) {
            noted.complete(reply);
          } else {
            noted.completeExceptionally(error);
          }
        });
    return noted;
  }

  private void ended(@Nullable Throwable error) {
    Throwable cause = (error instanceof CompletionException) ? error.getCause() : error;
    if (cause instanceof RedisCommandTimeoutException) {
      if (late.incrementAndGet() >= MAX_LATE && open.compareAndSet(false, true)) {
        troubles.add(purpose, SLOW);
      }
    } else if (cause == null || cause instanceof RedisCommandExecutionException) {
      late.set(0);
    }
  }

  /** A heartbeat was answered after so long. */
  void answered(Duration took) {
    if (took.compareTo(timeout) > 0) {
      return;
    }
    late.set(0);
    if (open.compareAndSet(true, false)) {
      troubles.clear(purpose);
    }
    troubles.steady(purpose);
  }
}
