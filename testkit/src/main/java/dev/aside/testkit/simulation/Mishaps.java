package dev.aside.testkit.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What is to go wrong on one link, and what of it has gone wrong. A mishap counts when it hits
 * something. Confined to the simulation.
 */
final class Mishaps {
  private final VirtualTime time;
  private final Coverage coverage;
  private final boolean ofReads;

  private boolean losesRequests;
  private boolean losesReplies;
  private boolean losesPushes;
  private long informedUntil = Long.MAX_VALUE;
  private long missedFrom;
  private final Aim cutBefore = new Aim();
  private final Aim cutAfter = new Aim();
  private final Aim duplicate = new Aim();
  private final Aim late = new Aim();
  private final Aim hold = new Aim();
  private long requestsHeldUntil;
  private long repliesHeldUntil;

  /** What hits the next request of a kind, once. */
  private static final class Aim {
    private @Nullable String commands; // begin with this; null: no aim
    private long delayNanos;

    void at(String beginning, long delay) {
      commands = beginning;
      delayNanos = delay;
    }

    boolean hits(String command) {
      boolean hit = commands != null && command.startsWith(commands);
      if (hit) {
        commands = null;
      }
      return hit;
    }

    void off() {
      commands = null;
    }
  }

  Mishaps(World world, boolean ofReads) {
    this.time = world.time;
    this.coverage = world.coverage;
    this.ofReads = ofReads;
  }

  /** A new connection has none of the troubles of the old one. */
  void renew() {
    losesRequests = false;
    losesReplies = false;
    losesPushes = false;
    informedUntil = Long.MAX_VALUE;
    missedFrom = 0;
    requestsHeldUntil = 0;
    repliesHeldUntil = 0;
  }

  /** What waits for the next request or reply is called off. */
  void calm() {
    cutBefore.off();
    cutAfter.off();
    duplicate.off();
    late.off();
    hold.off();
  }

  void loseRequests() {
    losesRequests = true;
  }

  void loseReplies() {
    losesReplies = true;
  }

  void losePushes() {
    if (!losesPushes) {
      losesPushes = true;
      informedUntil = time.now();
      missedFrom = Math.max(informedUntil, repliesHeldUntil);
    }
  }

  /** Until when no announcement was lost; the end of time if none was. */
  long informedUntil() {
    return informedUntil;
  }

  /** When the last announcement that was not lost has come, however slowly. */
  long missedFrom() {
    return missedFrom;
  }

  void cutBeforeNext(String command) {
    cutBefore.at(command, 0);
  }

  void cutAfterNext(String command) {
    cutAfter.at(command, 0);
  }

  void duplicateNext(String command, long delayNanos) {
    duplicate.at(command, delayNanos);
  }

  void handleNextLate(String command, long delayNanos) {
    late.at(command, delayNanos);
  }

  void holdFrom(String command, long nanos) {
    hold.at(command, nanos);
  }

  void holdRequests(long nanos) {
    requestsHeldUntil = Math.max(requestsHeldUntil, time.now() + nanos);
  }

  void holdReplies(long nanos) {
    repliesHeldUntil = Math.max(repliesHeldUntil, time.now() + nanos);
  }

  // What the wire asks as things pass.

  boolean requestIsLost() {
    return losesRequests && coverage.count(Fault.REQUESTS_LOST);
  }

  boolean replyIsLost() {
    return losesReplies && coverage.count(Fault.REPLIES_LOST);
  }

  boolean pushIsLost() {
    return losesPushes && coverage.count(Fault.PUSHES_LOST);
  }

  boolean cutBeforeExecution(String command) {
    return cutBefore.hits(command) && coverage.count(Fault.CUT_BEFORE_EXECUTION);
  }

  boolean cutAfterExecution(String command) {
    return cutAfter.hits(command) && coverage.count(Fault.CUT_AFTER_EXECUTION);
  }

  boolean isDuplicated(String command) {
    return duplicate.hits(command) && coverage.count(Fault.REQUEST_DUPLICATED);
  }

  long duplicateDelay() {
    return duplicate.delayNanos;
  }

  boolean isHandledLate(String command) {
    return late.hits(command) && coverage.count(Fault.REPLY_HANDLED_LATE);
  }

  long handlingDelay() {
    return late.delayNanos;
  }

  /** How much longer requests take. */
  long requestDelay(String command) {
    if (hold.hits(command)) {
      holdRequests(hold.delayNanos);
    }
    long held = Math.max(0, requestsHeldUntil - time.now());
    if (held > 0) {
      coverage.count(ofReads ? Fault.READS_STALLED : Fault.WRITES_STALLED);
    }
    return held;
  }

  /** How much longer replies and pushes take. */
  long replyDelay() {
    long held = Math.max(0, repliesHeldUntil - time.now());
    if (held > 0) {
      coverage.count(ofReads ? Fault.READS_STALLED : Fault.WRITES_STALLED);
    }
    return held;
  }
}
