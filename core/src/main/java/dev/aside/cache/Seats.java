package dev.aside.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Futures of single callers, who may leave by cancelling what they got. */
final class Seats {
  private Seats() {}

  /** {@code derived}, whose cancellation is that of {@code seat}, which it depends on. */
  static <T extends @Nullable Object> CompletableFuture<T> after(
      CompletableFuture<?> seat, CompletableFuture<T> derived) {
    derived.whenComplete(
        (value, error) -> {
          if (derived.isCancelled()) {
            seat.cancel(/* mayInterruptIfRunning= */ false);
          }
        });
    return derived;
  }
}
