package dev.aside.server.live;

import dev.aside.server.http.Loop;
import dev.aside.topic.Gap;
import dev.aside.topic.Message;
import dev.aside.topic.Subscription;
import dev.aside.topic.Topic;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One channel with sessions in this process, and its one subscription. It is over when its last
 * session has left, and then never used again: a session that comes later makes a new one.
 * Thread-safe.
 */
final class Channel {
  private final Topic<byte[]> topic;
  private final Map<Loop, Audience> audiences = new ConcurrentHashMap<>();
  private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();
  private int members; // guarded by this
  private boolean over; // guarded by this
  private @Nullable Subscription subscription; // guarded by this

  Channel(Topic<byte[]> topic) {
    this.topic = topic;
  }

  /** Subscribes. Called once, by whoever made it. */
  void open() {
    Subscription opened = topic.subscribe(this::received, this::missed);
    boolean late;
    synchronized (this) {
      subscription = opened;
      late = over;
    }
    if (late) {
      opened.close();
    }
    opened.ready().thenRun(() -> ready.complete(null));
  }

  /** Completes when what is published from then on arrives. */
  CompletionStage<@Nullable Void> ready() {
    return ready;
  }

  /** Adds a session, on its loop; false if this channel is over. */
  boolean enter(Session session) {
    synchronized (this) {
      if (over) {
        return false;
      }
      members++;
    }
    audiences.computeIfAbsent(session.loop(), Audience::new).add(session);
    return true;
  }

  /** Removes a session that has entered, on its loop; whether it was the last. */
  boolean leave(Session session) {
    Audience audience = audiences.get(session.loop());
    if (audience != null) {
      audience.remove(session);
    }
    Subscription ended;
    synchronized (this) {
      members--;
      if (members > 0) {
        return false;
      }
      over = true;
      ended = subscription;
    }
    if (ended != null) {
      ended.close();
    }
    return true;
  }

  /** On a thread of Aside's, where it may wait. */
  private void received(Message<byte[]> message) {
    Delivery delivery = Delivery.of(message);
    for (Audience audience : audiences.values()) {
      try {
        audience.offer(delivery);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void missed(Gap gap) {
    audiences.values().forEach(audience -> audience.offer(gap));
  }
}
