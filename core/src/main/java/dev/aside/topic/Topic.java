package dev.aside.topic;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A named stream of messages between all processes on one server. Made by {@code Aside.topic(...)}.
 * Thread-safe.
 *
 * <p><b>Without history</b>, which is the default, a topic is plain Redis publish and subscribe:
 * the payload is exactly the codec's bytes on the channel of the topic's name, so that any other
 * client can take part. Delivery is at most once; where messages may be missing, subscribers are
 * told (see {@link Gap}). What needs history throws {@link UnsupportedOperationException}.
 *
 * <p><b>With history</b> ({@link TopicBuilder#history}) each message has a {@link Position}, and
 * the newest are kept. A subscriber gets each message once and in order, whatever happens to the
 * connection; one that was away goes on after the position it has seen last; one that is slow reads
 * the rest from the history. What can no longer be read, and what the server may have lost, is
 * reported as {@link Gap#NOT_RECOVERED} in its place.
 */
public interface Topic<T> {

  /** The largest encoded message, in bytes. */
  int MAX_MESSAGE_BYTES = 1 << 20;

  /** The longest idempotency key, in bytes of UTF-8. */
  int MAX_IDEMPOTENCY_KEY_BYTES = 256;

  /**
   * Sends {@code message} to all that are subscribed now, and waits until the server has it.
   *
   * @return where it stands; {@link Position#none()} without history
   * @throws dev.aside.BackendException if the server did not confirm; it may have been sent or not
   * @throws IllegalArgumentException if it is larger than {@value #MAX_MESSAGE_BYTES} bytes
   */
  Position publish(T message);

  /**
   * As {@link #publish(Object)}, but if a message was published with this key a short while ago
   * ({@link TopicBuilder#idempotencyWindow}), nothing is sent and the answer is where that one
   * stands. So a publication that was not confirmed can be tried again.
   *
   * @param idempotencyKey of the publisher's choice; 1 to {@value #MAX_IDEMPOTENCY_KEY_BYTES} bytes
   */
  Position publish(T message, String idempotencyKey);

  /** As {@link #publish(Object)} without waiting. */
  CompletionStage<Position> publishAsync(T message);

  /** As {@link #publish(Object, String)} without waiting. */
  CompletionStage<Position> publishAsync(T message, String idempotencyKey);

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

  /**
   * Calls {@code listener} for each message after {@code from}: first those that are kept, then
   * those that come, without a hole and without a repeat between them. Gaps are logged.
   *
   * @param from such as the last {@link Message#position()}; {@link Position#oldest()} for
   *     everything that is kept
   */
  Subscription subscribe(Position from, Consumer<? super Message<T>> listener);

  /**
   * As {@link #subscribe(Position, Consumer)}, and calls {@code onGap} at the place in the stream
   * where messages may be missing; before the first message if it is not possible to go on after
   * {@code from}.
   */
  Subscription subscribe(
      Position from, Consumer<? super Message<T>> listener, Consumer<? super Gap> onGap);

  /**
   * The newest messages, oldest first.
   *
   * @param limit how many at most, from 0 to 100 000; of very large messages there may be fewer
   * @throws dev.aside.BackendException if the server did not answer
   */
  List<Message<T>> history(int limit);

  /** As {@link #history(int)} without waiting, and with the position of the newest message. */
  CompletionStage<History<T>> historyAsync(int limit);

  /**
   * The oldest messages after {@code after}, at most {@code limit}, and whether that is all there
   * was. To read on, ask again after the last of them.
   */
  CompletionStage<History<T>> historyAsync(Position after, int limit);

  /** The name, which without history is the channel. */
  String name();
}
