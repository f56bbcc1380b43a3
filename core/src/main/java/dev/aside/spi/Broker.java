package dev.aside.spi;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Plain publish and subscribe, at most once: what is published while a connection is away is lost,
 * and the receiver is told so. Asynchronous, never blocks. Thread-safe.
 */
public interface Broker {

  /**
   * Sends {@code payload}, unchanged, to all that are subscribed to {@code channel} now.
   *
   * @return how many connections the server handed it to; fails if the server was not reached
   */
  CompletionStage<Long> publish(String channel, byte[] payload);

  /**
   * Starts delivering {@code channel} to {@code receiver} and keeps doing so across reconnections
   * until {@link #unsubscribe}. One receiver per channel: the caller shares it out.
   *
   * @return completes when the server has confirmed for the first time, however long that takes
   * @throws IllegalStateException if the channel has a receiver already
   */
  CompletionStage<@Nullable Void> subscribe(String channel, Receiver receiver);

  /**
   * Stops delivering {@code channel}. The channel may be subscribed again as soon as this has
   * returned.
   *
   * @return completes when no more messages will be handed to the receiver
   */
  CompletionStage<@Nullable Void> unsubscribe(String channel);

  /** Gets what comes in on one channel, in order, on an I/O thread: it must not block or throw. */
  interface Receiver {
    /** One message; the bytes are the receiver's to keep. */
    void message(byte[] payload);

    /** The subscription was interrupted and is live again: messages may be missing here. */
    void gap();
  }
}
