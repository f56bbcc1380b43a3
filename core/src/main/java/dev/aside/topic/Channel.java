package dev.aside.topic;

import dev.aside.spi.Broker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one channel in this process. Hands each message to their queues, on the I/O
 * thread, in order. Thread-safe; who is added and removed is decided under the lock of {@link
 * Topics}.
 */
final class Channel implements Broker.Receiver {
  private final List<Subscriber<?>> subscribers = new CopyOnWriteArrayList<>();
  private final CompletableFuture<@Nullable Void> confirmed = new CompletableFuture<>();

  void add(Subscriber<?> subscriber) {
    subscribers.add(subscriber);
    confirmed.whenComplete((done, error) -> subscriber.confirm(error));
  }

  /** Whether it was the last. */
  boolean remove(Subscriber<?> subscriber) {
    return subscribers.remove(subscriber) && subscribers.isEmpty();
  }

  void confirmedBy(CompletionStage<@Nullable Void> confirmation) {
    confirmation.whenComplete(
        (done, error) -> {
          if (error == null) {
            confirmed.complete(null);
          } else {
            confirmed.completeExceptionally(error);
          }
        });
  }

  @Override
  public void message(byte[] payload) {
    for (Subscriber<?> subscriber : subscribers) {
      subscriber.offer(payload);
    }
  }

  @Override
  public void gap() {
    for (Subscriber<?> subscriber : subscribers) {
      subscriber.offerGap(Gap.RECONNECTED);
    }
  }

  void closeAll() {
    subscribers.forEach(Subscriber::close);
  }
}
