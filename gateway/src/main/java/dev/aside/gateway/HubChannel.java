package dev.aside.gateway;

import dev.aside.gateway.protocol.ClientInfo;
import dev.aside.topic.Message;
import dev.aside.topic.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One channel with subscribers in this process, and its one subscription at the server. It is over
 * when its last subscriber has left, and then never used again: one that comes later makes a new
 * one. Thread-safe.
 */
final class HubChannel {
  private final String name;
  private final Set<Attachment> attachments = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();
  private final List<Subscription> subscriptions = new ArrayList<>(); // guarded by this
  private int members; // guarded by this
  private boolean over; // guarded by this

  HubChannel(String name) {
    this.name = name;
  }

  /** Subscribes. Called once, by whoever made it. */
  void open(Subscription messages, @Nullable Subscription joins) {
    boolean late;
    synchronized (this) {
      subscriptions.add(messages);
      if (joins != null) {
        subscriptions.add(joins);
      }
      late = over;
    }
    if (late) {
      close();
    }
    CompletionStage<@Nullable Void> both =
        (joins == null)
            ? messages.ready()
            : messages.ready().thenCombine(joins.ready(), (a, b) -> a);
    both.whenComplete(
        (nothing, error) -> {
          if (error == null) {
            ready.complete(null);
          } else {
            ready.completeExceptionally(error);
          }
        });
  }

  /** Completes when what is published from then on arrives. */
  CompletionStage<@Nullable Void> ready() {
    return ready;
  }

  /** Adds a subscriber; false if this channel is over. */
  boolean enter(Attachment attachment) {
    synchronized (this) {
      if (over) {
        return false;
      }
      members++;
    }
    attachments.add(attachment);
    return true;
  }

  /** Removes a subscriber that has entered; whether it was the last. */
  boolean leave(Attachment attachment) {
    if (!attachments.remove(attachment)) {
      return false;
    }
    synchronized (this) {
      members--;
      if (members > 0) {
        return false;
      }
      over = true;
    }
    close();
    return true;
  }

  /** On a thread of Aside's. */
  void received(Message<byte[]> message) {
    Delivery delivery = Delivery.of(name, message);
    attachments.forEach(attachment -> attachment.deliver(delivery));
  }

  void missed() {
    attachments.forEach(Attachment::gap);
  }

  void tell(byte[] push) {
    attachments.forEach(attachment -> attachment.tell(push));
  }

  /** Who is here. */
  List<ClientInfo> clients() {
    return attachments.stream().filter(Attachment::isLive).map(a -> a.info).toList();
  }

  int size() {
    return attachments.size();
  }

  private void close() {
    List<Subscription> ended;
    synchronized (this) {
      ended = List.copyOf(subscriptions);
      subscriptions.clear();
    }
    ended.forEach(Subscription::close);
  }
}
