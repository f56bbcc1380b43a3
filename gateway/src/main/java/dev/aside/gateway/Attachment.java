package dev.aside.gateway;

import dev.aside.gateway.protocol.ClientInfo;
import dev.aside.gateway.protocol.Request.Resume;
import dev.aside.gateway.protocol.Subscribed;
import dev.aside.topic.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * One session's place in one channel. Live messages wait here until the session knows where it
 * begins; from then on each goes out that is the next one, and one that is not ends this, since the
 * client can then come back to where it was. Thread-safe.
 */
final class Attachment {
  /** Messages that may wait while the subscription begins; more: it does not begin. */
  static final int MAX_WAITING = 1_024;

  /** Bytes of such messages. */
  static final int MAX_WAITING_BYTES = 1 << 20;

  private enum State {
    BEGINNING,
    LIVE,
    OVER
  }

  final String channel;
  final Namespace namespace;
  final Session session;
  final ClientInfo info;
  final boolean joinLeave;
  final boolean serverSide;
  volatile long expireAtSeconds; // 0: never
  volatile boolean announced; // whether others were told, so that they are told of the end too

  private State state = State.BEGINNING; // guarded by this
  private List<Delivery> waiting = new ArrayList<>(); // guarded by this
  private int waitingBytes; // guarded by this
  private boolean lost; // guarded by this
  private String epoch = ""; // guarded by this
  private long offset; // guarded by this

  Attachment(
      String channel,
      Namespace namespace,
      Session session,
      ClientInfo info,
      boolean joinLeave,
      boolean serverSide,
      long expireAtSeconds) {
    this.channel = channel;
    this.namespace = namespace;
    this.session = session;
    this.info = info;
    this.joinLeave = joinLeave;
    this.serverSide = serverSide;
    this.expireAtSeconds = expireAtSeconds;
  }

  /** A message; in the order of the channel. */
  void deliver(Delivery delivery) {
    boolean broken;
    synchronized (this) {
      switch (state) {
        case OVER -> broken = false;
        case BEGINNING -> broken = hold(delivery);
        default -> broken = pass(delivery);
      }
      if (broken) {
        state = State.OVER;
      }
    }
    if (broken) {
      session.insufficient(this);
    }
  }

  /** Messages may be missing here. */
  void gap() {
    boolean broken;
    synchronized (this) {
      broken = state == State.LIVE && namespace.hasHistory();
      lost |= state == State.BEGINNING && namespace.hasHistory();
      if (broken) {
        state = State.OVER;
      }
    }
    if (broken) {
      session.insufficient(this);
    }
  }

  /** Another one's coming or going. */
  void tell(byte[] push) {
    if (joinLeave && isLive()) {
      session.send(push);
    }
  }

  synchronized boolean isLive() {
    return state == State.LIVE;
  }

  synchronized void end() {
    state = State.OVER;
    waiting = new ArrayList<>();
  }

  /**
   * Where the client begins in a channel with history: after what it has seen, if all since is
   * there, else at the top. What has come meanwhile still waits.
   */
  synchronized Subscribed begin(Recovery recovery, Resume resume, long ttlSeconds) {
    epoch = recovery.top().epoch();
    offset = Math.max(0, recovery.top().offset());
    return new Subscribed(
        ttlSeconds,
        true,
        true,
        resume.wanted(),
        recovery.recovered(),
        epoch,
        recovery.recovered() ? resume.offset() : offset,
        recovery.publications());
  }

  /**
   * The client has been told where it begins: what came since goes out, and then all that comes.
   */
  void goLive() {
    boolean broken = false;
    synchronized (this) {
      if (state != State.BEGINNING) {
        return;
      }
      state = State.LIVE;
      for (Delivery delivery : waiting) {
        broken = broken || pass(delivery);
      }
      waiting = new ArrayList<>();
      broken |= lost;
      if (broken) {
        state = State.OVER;
      }
    }
    if (broken) {
      session.insufficient(this);
    }
  }

  /** False; a channel without history may lose what does not fit, one with history notes it. */
  private boolean hold(Delivery delivery) {
    waitingBytes += delivery.push().length;
    if (waiting.size() >= MAX_WAITING || waitingBytes > MAX_WAITING_BYTES) {
      lost = namespace.hasHistory();
    } else {
      waiting.add(delivery);
    }
    return false;
  }

  /** Whether the stream is broken. */
  private boolean pass(Delivery delivery) {
    Position position = delivery.position();
    if (!position.isNone()) {
      if (isPast(position)) {
        return false; // it was in the history already
      }
      if (!isNext(position)) {
        return true;
      }
      advance(position);
    }
    session.deliver(delivery.push());
    return false;
  }

  private void advance(Position position) {
    epoch = position.epoch();
    offset = position.offset();
  }

  /** A channel on which nothing was ever published takes its epoch from the first message. */
  private boolean isNext(Position position) {
    boolean known = epoch.isEmpty() || epoch.equals(position.epoch());
    return known && position.offset() == offset + 1;
  }

  private boolean isPast(Position position) {
    return epoch.equals(position.epoch()) && position.offset() <= offset;
  }

  @Override
  public String toString() {
    return "Attachment[" + channel + "]";
  }
}
