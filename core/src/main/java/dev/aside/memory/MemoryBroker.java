package dev.aside.memory;

import dev.aside.spi.Broker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Hands messages over on the publisher's thread, one at a time per channel. Thread-safe. */
final class MemoryBroker implements Broker {
  private final ConcurrentMap<String, Receiver> receivers = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<Long> publish(String channel, byte[] payload) {
    Receiver receiver = receivers.get(channel);
    if (receiver == null) {
      return CompletableFuture.completedFuture(0L);
    }
    synchronized (receiver) { // publishers take turns, so that there is one order
      receiver.message(payload.clone());
    }
    return CompletableFuture.completedFuture(1L);
  }

  @Override
  public CompletionStage<@Nullable Void> subscribe(String channel, Receiver receiver) {
    if (receivers.putIfAbsent(channel, receiver) != null) {
      throw new IllegalStateException("channel: " + channel + " (expected: no receiver yet)");
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<@Nullable Void> unsubscribe(String channel) {
    receivers.remove(channel);
    return CompletableFuture.completedFuture(null);
  }

  void close() {
    receivers.clear();
  }
}
