package dev.aside.topic;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A listener's place on a topic. Thread-safe. */
public interface Subscription extends AutoCloseable {

  /**
   * Completes when the server has confirmed the subscription for the first time: what is published
   * after that arrives. Does not complete while the server is away; fails with a {@link
   * java.util.concurrent.CancellationException} if the subscription is closed before.
   */
  CompletionStage<@Nullable Void> ready();

  /** Messages dropped because the listener was too slow, since the subscription began. */
  long dropped();

  /**
   * Ends it: the listener is not called again, except for a call under way on another thread. Does
   * nothing the second time.
   */
  @Override
  void close();
}
