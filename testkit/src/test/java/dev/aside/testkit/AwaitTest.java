package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaitTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  @Test
  void until_becomesTrue_returns() {
    AtomicInteger calls = new AtomicInteger();

    Await.until("it was asked three times", () -> calls.incrementAndGet() == 3);

    assertEquals(3, calls.get());
  }

  @Test
  void until_neverTrue_saysWhat() {
    var error =
        assertThrows(AssertionError.class, () -> Await.until("pigs can fly", SHORT, () -> false));

    assertTrue(String.valueOf(error.getMessage()).contains("pigs can fly"));
  }

  @Test
  void until_throwing_isNotYetAndTheLastIsTheCause() {
    var cause = new IllegalStateException("not ready");

    var error =
        assertThrows(
            AssertionError.class,
            () ->
                Await.until(
                    "it is ready",
                    SHORT,
                    () -> {
                      throw cause;
                    }));

    assertSame(cause, error.getCause());
  }

  @Test
  void result_failed_hasTheCause() {
    var cause = new IllegalStateException("no");

    var error =
        assertThrows(
            AssertionError.class, () -> Await.result(CompletableFuture.failedFuture(cause)));

    assertSame(cause, error.getCause());
  }

  @Test
  void failure_failed_isTheCauseItself() {
    var cause = new IllegalStateException("no");

    assertSame(cause, Await.failure(CompletableFuture.failedFuture(cause).thenApply(done -> done)));
  }

  @Test
  void failure_succeeded_isAnError() {
    assertThrows(
        AssertionError.class, () -> Await.failure(CompletableFuture.completedFuture("fine")));
  }
}
