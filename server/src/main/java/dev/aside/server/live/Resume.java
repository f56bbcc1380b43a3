package dev.aside.server.live;

import dev.aside.topic.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts what comes in live behind what was read from the history, without a hole and without a
 * repeat. Messages that come before the history has been read wait here. Confined to the session's
 * loop.
 */
final class Resume {
  private final List<Delivery> waiting = new ArrayList<>();
  private int waitingBytes;
  private @Nullable Position reached; // null: the history has not been read yet

  /** The history has been read up to {@code position}; to be called once. */
  void reach(Position position) {
    reached = position;
  }

  /** Whether the history has been read. */
  boolean hasReached() {
    return reached != null;
  }

  /**
   * Takes what has come in live.
   *
   * @return false: that is more than may wait
   */
  boolean add(List<Delivery> deliveries) {
    for (Delivery delivery : deliveries) {
      waiting.add(delivery);
      waitingBytes += delivery.payload().length;
    }
    return waitingBytes <= LiveLimits.MAX_QUEUED;
  }

  /**
   * What is to be sent of that which waits, once the history has been read; nothing waits after
   * this.
   *
   * @return null: it does not follow on the history
   */
  @Nullable List<Delivery> take() {
    List<Delivery> following = new ArrayList<>();
    Position last = reached;
    if (last == null) {
      throw new IllegalStateException("history: not read yet (expected: take after reach)");
    }
    for (Delivery delivery : waiting) {
      Position next = delivery.position();
      boolean known = next.epoch().equals(last.epoch()) && next.offset() <= last.offset();
      if (known) {
        continue;
      }
      if (!last.epoch().isEmpty() && !follows(last, next)) {
        return null;
      }
      following.add(delivery);
      last = next;
    }
    reached = last;
    waiting.clear();
    waitingBytes = 0;
    return following;
  }

  private static boolean follows(Position last, Position next) {
    return next.epoch().equals(last.epoch()) && next.offset() == last.offset() + 1;
  }
}
