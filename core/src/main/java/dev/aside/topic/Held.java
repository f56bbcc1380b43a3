package dev.aside.topic;

import dev.aside.spi.MessageLog.Place;
import java.util.ArrayDeque;
import java.util.function.Predicate;

/**
 * What comes in while a page is being read. Everything that had come in before the reading began is
 * in the page, so that it begins empty; and what finds no room is in the next page. Confined to the
 * turns of a channel.
 */
final class Held {
  static final int MAX_MESSAGES = 1_024;
  static final long MAX_BYTES = 8L << 20;

  private final ArrayDeque<Kept> messages = new ArrayDeque<>();
  private long bytes;
  private boolean overflowed;

  /** Begins anew. */
  void clear() {
    messages.clear();
    bytes = 0;
    overflowed = false;
  }

  /** Keeps {@code message} if there is room. */
  void add(Kept message) {
    if (overflowed
        || messages.size() == MAX_MESSAGES
        || bytes + message.payload().length > MAX_BYTES) {
      overflowed = true;
      return;
    }
    messages.add(message);
    bytes += message.payload().length;
  }

  /**
   * Hands over what follows on {@code last}, and keeps nothing.
   *
   * @param taker whether it has taken the message; if not, that was the last
   * @return whether there is nothing else: if not, another page is to be read
   */
  boolean drain(Place last, Predicate<Kept> taker) {
    Place reached = last;
    boolean all = !overflowed;
    for (Kept next : messages) {
      if (reached.covers(next.place())) {
        continue; // it was in the page too
      }
      if (!reached.isBefore(next.place()) || !taker.test(next)) {
        all = false;
        break;
      }
      reached = next.place();
    }
    clear();
    return all;
  }
}
