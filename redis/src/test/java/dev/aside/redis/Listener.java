package dev.aside.redis;

import dev.aside.testkit.Await;
import dev.aside.topic.Gap;
import dev.aside.topic.Message;
import dev.aside.topic.Position;
import dev.aside.topic.Subscription;
import dev.aside.topic.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What one subscriber of a topic is told, in order. Thread-safe. */
final class Listener {
  final List<String> told = new CopyOnWriteArrayList<>();
  private volatile Position last = Position.none();

  private Listener() {}

  /** Listens from now on, and is ready. */
  static Listener of(Topic<String> topic) {
    Listener listener = new Listener();
    listener.ready(topic.subscribe(listener::message, listener::gap));
    return listener;
  }

  static Listener from(Position position, Topic<String> topic) {
    Listener listener = new Listener();
    listener.ready(topic.subscribe(position, listener::message, listener::gap));
    return listener;
  }

  private void ready(Subscription subscription) {
    Await.result(subscription.ready());
  }

  private void message(Message<String> message) {
    last = message.position();
    told.add(message.payload());
  }

  private void gap(Gap gap) {
    told.add(gap.name());
  }

  /** Of the last message; none before the first. */
  Position last() {
    return last;
  }

  void await(String message) {
    Await.until("it hears " + message, () -> told.contains(message));
  }
}
