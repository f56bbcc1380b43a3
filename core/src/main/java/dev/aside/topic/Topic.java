package dev.aside.topic;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A named stream of messages between all processes on one server. Made by {@code Aside.topic(...)}.
 * Thread-safe.
 *
 * <p>A topic is plain Redis publish and subscribe: the payload is exactly the codec's bytes on the
 * channel of the topic's name, so that any other client can take part. Delivery is at most once;
 * where messages may be missing, subscribers are told (see {@link Gap}).
 */
public interface Topic<T> {

  /** The largest encoded message, in bytes. */
  int MAX_MESSAGE_BYTES = 1 << 20;

  /**
   * Sends {@code message} to all that are subscribed now, and waits until the server has it.
   *
   * @return {@link Position#none()}: a plain topic numbers nothing
   * @throws dev.aside.BackendException if the server did not confirm; it may have been sent or not
   * @throws IllegalArgumentException if it is larger than {@value #MAX_MESSAGE_BYTES} bytes
   */
  Position publish(T message);

  /** As {@link #publish} without waiting. */
  CompletionStage<Position> publishAsync(T message);

  /**
   * Calls {@code listener} for each message from now on, in the order of the channel, one at a
   * time, on a thread of Aside's pool where it may block. What it throws is logged and disturbs
   * nobody else. Gaps are logged.
   */
  Subscription subscribe(Consumer<? super Message<T>> listener);

  /**
   * As {@link #subscribe(Consumer)}, and calls {@code onGap} at the place in the stream where
   * messages may be missing.
   */
  Subscription subscribe(Consumer<? super Message<T>> listener, Consumer<? super Gap> onGap);

  /** The name, which is the channel. */
  String name();
}
