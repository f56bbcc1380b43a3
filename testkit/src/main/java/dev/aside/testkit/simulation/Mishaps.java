package dev.aside.testkit.simulation;

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
  private boolean cutsBefore;
  private boolean cutsAfter;
  private boolean duplicates;
  private long duplicateDelay;
  private long handlingDelay;
  private long requestsHeldUntil;
  private long repliesHeldUntil;

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
    requestsHeldUntil = 0;
    repliesHeldUntil = 0;
  }

  /** What waits for the next request or reply is called off. */
  void calm() {
    cutsBefore = false;
    cutsAfter = false;
    duplicates = false;
    handlingDelay = 0;
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
    }
  }

  /** Until when no announcement was lost; the end of time if none was. */
  long informedUntil() {
    return informedUntil;
  }

  void cutBeforeNext() {
    cutsBefore = true;
  }

  void cutAfterNext() {
    cutsAfter = true;
  }

  void duplicateNext(long delayNanos) {
    duplicates = true;
    duplicateDelay = delayNanos;
  }

  void handleNextLate(long delayNanos) {
    handlingDelay = delayNanos;
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

  boolean cutBeforeExecution() {
    boolean now = cutsBefore;
    cutsBefore = false;
    return now && coverage.count(Fault.CUT_BEFORE_EXECUTION);
  }

  boolean cutAfterExecution() {
    boolean now = cutsAfter;
    cutsAfter = false;
    return now && coverage.count(Fault.CUT_AFTER_EXECUTION);
  }

  boolean isDuplicated() {
    boolean now = duplicates;
    duplicates = false;
    return now && coverage.count(Fault.REQUEST_DUPLICATED);
  }

  long duplicateDelay() {
    return duplicateDelay;
  }

  /** 0: at once. */
  long handlingDelay() {
    long late = handlingDelay;
    handlingDelay = 0;
    if (late > 0) {
      coverage.count(Fault.REPLY_HANDLED_LATE);
    }
    return late;
  }

  /** How much longer requests take. */
  long requestDelay() {
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
