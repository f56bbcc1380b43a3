package dev.aside.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waiting in tests, always with a deadline: as long as it takes and no longer, in place of a sleep.
 */
public final class Await {
  /** How long the methods without a deadline wait before they fail. */
  public static final Duration DEADLINE = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(2);

  private Await() {}

  /**
   * Waits until {@code condition} is true.
   *
   * @param what it is that should become so, for the message of the error
   * @throws AssertionError if it does not within {@link #DEADLINE}
   */
  public static void until(String what, Callable<Boolean> condition) {
    until(what, DEADLINE, condition);
  }

  /**
   * Waits until {@code condition} is true. An exception or failed assertion counts as false.
   *
   * @param what it is that should become so, for the message of the error
   * @throws AssertionError if it does not within {@code deadline}
   */
  public static void until(String what, Duration deadline, Callable<Boolean> condition) {
    long start = System.nanoTime();
    Throwable last = null;
    do {
      try {
        last = null;
        if (condition.call()) {
          return;
        }
      } catch (Exception | AssertionError e) {
        last = e;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new AssertionError("interrupted while waiting until " + what, last);
      }
    } while (System.nanoTime() - start < deadline.toNanos());
    throw new AssertionError("after " + deadline + " it is still not so that " + what, last);
  }

  /**
   * The result of {@code stage}.
   *
   * @throws AssertionError if it fails, or takes longer than {@link #DEADLINE}
   */
  public static <T extends @Nullable Object> T result(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("expected a result", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("neither result nor error after " + DEADLINE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a result", e);
    }
  }

  /**
   * The error that {@code stage} fails with.
   *
   * @throws AssertionError if it has a result, or takes longer than {@link #DEADLINE}
   */
  public static Throwable failure(CompletionStage<?> stage) {
    try {
      Object result = stage.toCompletableFuture().get(DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
      throw new AssertionError("expected an error, but the result is " + result);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return (cause != null) ? cause : e;
    } catch (TimeoutException e) {
      throw new AssertionError("neither result nor error after " + DEADLINE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for an error", e);
    }
  }
}
