package dev.aside.spi;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are numbered, kept for a while, and delivered to those that listen now. The numbers
 * of a topic count up by one, and their order is the order of delivery. Asynchronous, never blocks.
 * Thread-safe.
 *
 * <p>Numbers are good within an <em>epoch</em>. A log that may have lost messages, because its
 * server was emptied, restarted or replaced by a copy, begins a new epoch with its next operation:
 * a number is never used for two messages of one epoch.
 */
public interface MessageLog {

  /**
   * Numbers {@code payload}, keeps it, and sends it to all that listen now, in one step.
   *
   * @param onceKey if a message with this key was appended within {@link Retention#onceMillis()},
   *     nothing is done and that message's place is the answer; null: appended in any case
   * @return where it stands; fails if the server did not confirm, which may be before or after it
   *     was done
   */
  CompletionStage<Place> append(
      String topic, byte[] payload, Retention retention, @Nullable String onceKey);

  /**
   * The oldest messages after {@code from}, which may come from anywhere and is not trusted.
   *
   * @param limit how many at most; a page of large messages may be shorter, but is never empty
   *     while there are any
   */
  CompletionStage<Page> after(String topic, Place from, int limit, Retention retention);

  /** The newest messages, oldest first: at most {@code limit}, and fewer of large ones. */
  CompletionStage<Page> newest(String topic, int limit, Retention retention);

  /**
   * As {@link #after} for a caller that was given {@code seen} by this log: if the log does not
   * reach it, it has lost messages and begins a new epoch.
   */
  CompletionStage<Page> check(String topic, Place seen, int limit, Retention retention);

  /**
   * Starts delivering what is appended to {@code topic}, across reconnections, until {@link
   * #unsubscribe}. One receiver per topic: the caller shares it out.
   *
   * @return completes when the server has confirmed for the first time, however long that takes
   * @throws IllegalStateException if the topic has a receiver already
   */
  CompletionStage<@Nullable Void> subscribe(String topic, Receiver receiver);

  /**
   * Stops delivering {@code topic}, which may be subscribed again as soon as this has returned.
   *
   * @return completes when no more messages will be handed to the receiver
   */
  CompletionStage<@Nullable Void> unsubscribe(String topic);

  /** Gets what comes in on one topic, in order, on an I/O thread: it must not block or throw. */
  interface Receiver {
    /** One message; the bytes are the receiver's to keep. */
    void message(Place place, byte[] payload);

    /** The subscription was interrupted and is live again: {@link #check} tells what was missed. */
    void gap();
  }

  /**
   * Where a message stands.
   *
   * @param epoch the stretch of unbroken numbering; empty in {@link #OLDEST} only
   * @param offset its number, from 1; 0 is before the first
   */
  record Place(String epoch, long offset) {
    /** Before everything that is kept; also the end of a log that holds nothing yet. */
    public static final Place OLDEST = new Place("", 0);

    /** Checks that nothing is missing. */
    public Place {
      Objects.requireNonNull(epoch, "epoch");
    }

    /** Whether this is {@link #OLDEST}. */
    public boolean isOldest() {
      return epoch.isEmpty();
    }

    /** Whether {@code next} is the message right after this one; the first follows on nothing. */
    public boolean isBefore(Place next) {
      return next.offset == offset + 1 && (isOldest() || epoch.equals(next.epoch));
    }

    /** Whether this is {@code other} or a later one of the same epoch. */
    public boolean covers(Place other) {
      return epoch.equals(other.epoch) && offset >= other.offset;
    }
  }

  /** One kept message; the bytes are the receiver's to keep. */
  record Entry(long offset, byte[] payload) {}

  /**
   * A part of a log as it was at one moment: consecutive messages, oldest first.
   *
   * @param start the place before the first of them
   * @param top the place of the newest message of the log
   * @param isComplete whether nothing can be missing between the place that was asked for and these
   */
  record Page(Place start, Place top, boolean isComplete, List<Entry> entries) {
    /** Takes a copy. */
    public Page {
      entries = List.copyOf(entries);
    }

    /** Where the last of these messages stands. */
    public Place end() {
      return entries.isEmpty()
          ? start
          : new Place(top.epoch(), entries.get(entries.size() - 1).offset());
    }
  }

  /**
   * How much of a topic is kept, and for how long.
   *
   * @param size messages
   * @param keepMillis after this a message is no longer handed out
   * @param onceMillis how long the keys of {@link #append} are remembered
   */
  record Retention(int size, long keepMillis, long onceMillis) {}
}
