package dev.aside.server.live;

import dev.aside.server.http.Loop;
import dev.aside.topic.Gap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The sessions of one channel on one loop. The channel's reader puts messages in; the loop takes
 * them out some at a time, encodes each lot once and hands it to every session. Thread-safe; the
 * list of sessions is confined to the loop.
 */
final class Audience {
  private static final Duration PATIENCE = LiveLimits.LOOP_PATIENCE;

  private final Loop loop;
  private final Queue<Object> inbox = new ConcurrentLinkedQueue<>(); // Delivery or Gap
  private final Semaphore room = new Semaphore(LiveLimits.MAX_LOOP_BACKLOG);
  private final AtomicBoolean awake = new AtomicBoolean();
  private final List<Session> sessions = new ArrayList<>();

  Audience(Loop loop) {
    this.loop = loop;
  }

  /** Adds a session; on the loop. */
  void add(Session session) {
    sessions.add(session);
  }

  /** Removes a session; on the loop, and never while messages are handed out. */
  void remove(Session session) {
    sessions.remove(session);
  }

  /**
   * Puts in one message. Waits while the loop is far behind, which slows this channel down and no
   * other; after {@link LiveLimits#LOOP_PATIENCE} the message is dropped and a gap reported.
   */
  void offer(Delivery delivery) throws InterruptedException {
    if (room.tryAcquire(weight(delivery), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      inbox.add(delivery);
    } else {
      inbox.add(Gap.OVERFLOW);
    }
    wake();
  }

  /** Puts in a gap. */
  void offer(Gap gap) {
    inbox.add(gap);
    wake();
  }

  private void wake() {
    if (awake.compareAndSet(false, true)) {
      loop.runLater(this::turn);
    }
  }

  /** One turn of the loop's wheel; the loop does other work between two of them. */
  private void turn() {
    handOut();
    awake.set(false);
    if (!inbox.isEmpty()) {
      wake();
    }
  }

  private void handOut() {
    List<Delivery> lot = new ArrayList<>();
    int bytes = 0;
    while (bytes < LiveLimits.MAX_TURN) {
      Object next = inbox.poll();
      if (next instanceof Delivery delivery) {
        lot.add(delivery);
        bytes += weight(delivery);
      } else {
        send(lot);
        lot = new ArrayList<>();
        if (!(next instanceof Gap gap)) {
          break;
        }
        sessions.forEach(session -> session.gap(gap));
      }
    }
    send(lot);
    room.release(bytes);
  }

  private void send(List<Delivery> lot) {
    if (!lot.isEmpty()) {
      Batch batch = new Batch(lot);
      sessions.forEach(session -> session.deliver(batch));
    }
  }

  /** At least one, so that empty messages are counted too; never more than there is room. */
  private static int weight(Delivery delivery) {
    return Math.max(1, Math.min(delivery.payload().length, LiveLimits.MAX_LOOP_BACKLOG));
  }
}
