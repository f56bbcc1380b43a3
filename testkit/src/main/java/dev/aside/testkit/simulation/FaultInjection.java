package dev.aside.testkit.simulation;

import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Does a fault to a simulation, with everything about it that can be drawn. Confined to it. */
final class FaultInjection {
  private static final int STALL_MILLIS = 3_000;
  private static final int PROCESS_PAUSE_MILLIS = 10_000;
  private static final int SERVER_PAUSE_MILLIS = 5_000;
  private static final int CLOCK_MILLIS = 30_000;
  private static final int DUPLICATE_MILLIS = 1_000;
  private static final int LATE_MICROS = 3_000;
  private static final int PREEMPTION_MILLIS = 1_500;
  private static final int FEW_KEYS = 3;
  private static final int ONE_DEAF_IN = 4;

  private final Simulation simulation;
  private final SimulatedRedis server;
  private final RandomGenerator random;
  private final Set<Fault> faults;
  private boolean tableIsLimited;

  /** Does only what is among {@code faults}. */
  FaultInjection(Simulation simulation, Set<Fault> faults) {
    this.faults = faults;
    this.simulation = simulation;
    this.server = simulation.server();
    this.random = simulation.world().random;
  }

  /** Does something to {@code process}, to the server, or to what is between them. */
  void inject(SimulatedProcess process) {
    Fault fault = Fault.drawn(random);
    if (faults.contains(fault)) {
      inject(fault, process);
    }
  }

  private void inject(Fault fault, SimulatedProcess process) {
    simulation.world().tell(() -> fault + " in process " + process.number());
    SimulatedLink link = random.nextBoolean() ? process.reads() : process.writes();
    switch (fault) {
      case READS_CUT -> cut(process.reads(), fault);
      case WRITES_CUT -> cut(process.writes(), fault);
      case CUT_BEFORE_EXECUTION -> link.cutBeforeNextRequest();
      case CUT_AFTER_EXECUTION -> link.cutAfterNextRequest();
      case READS_STALLED -> stall(process.reads());
      case WRITES_STALLED -> stall(process.writes());
      case REQUESTS_LOST -> link.loseRequests();
      case REPLIES_LOST -> link.loseReplies();
      case REQUEST_DUPLICATED -> process.writes().duplicateNextRequest(millis(DUPLICATE_MILLIS));
      case PUSHES_LOST -> process.reads().losePushes();
      case REPLY_HANDLED_LATE ->
          process
              .reads()
              .handleNextReplyLate(Duration.ofNanos(1_000L * random.nextInt(LATE_MICROS)));
      case THREAD_PREEMPTED -> process.preemptNextLook(millis(PREEMPTION_MILLIS));
      case PROCESS_PAUSED -> process.pause(millis(PROCESS_PAUSE_MILLIS));
      case PROCESS_SUSPENDED -> process.suspend(millis(PROCESS_PAUSE_MILLIS));
      case PROCESS_CRASHED -> simulation.restart(process);
      default -> injectAtServer(fault, process);
    }
  }

  /** Counted here, as connections are also cut for other reasons. */
  private void cut(SimulatedLink link, Fault fault) {
    if (link.isUp()) {
      simulation.world().coverage.count(fault);
      link.cut();
    }
  }

  private void injectAtServer(Fault fault, SimulatedProcess process) {
    switch (fault) {
      case SERVER_PAUSED -> server.pause(millis(SERVER_PAUSE_MILLIS));
      case SERVER_CLOCK_MOVED -> moveClock();
      case KEY_EVICTED -> evict(process);
      case TRACKING_TABLE_FULL -> limitTracking();
      case FLUSHED -> server.flushAll();
      case RESTARTED_EMPTY -> withSomeDeaf(server::restartEmpty);
      case RESTARTED_FROM_DISK -> withSomeDeaf(server::restartFromDisk);
      case FAILED_OVER -> withSomeDeaf(server::failOver);
      default -> throw new AssertionError(fault);
    }
  }

  private void stall(SimulatedLink link) {
    int ways = 1 + random.nextInt(3);
    if ((ways & 1) != 0) {
      link.stallRequests(millis(STALL_MILLIS));
    }
    if ((ways & 2) != 0) {
      link.stallReplies(millis(STALL_MILLIS));
    }
  }

  /** A server that is gone cannot tell everybody that it is. */
  private void withSomeDeaf(Runnable replacement) {
    if (faults.contains(Fault.REPLIES_LOST)) {
      for (SimulatedProcess process : simulation.processes()) {
        maybeDeafen(process.reads());
        maybeDeafen(process.writes());
      }
    }
    replacement.run();
  }

  private void maybeDeafen(SimulatedLink link) {
    if (random.nextInt(ONE_DEAF_IN) == 0) {
      link.loseReplies();
    }
  }

  private void evict(SimulatedProcess process) {
    @Nullable String key = server.anyKey(random);
    if (key != null) {
      if (random.nextBoolean()) {
        server.evict(key);
      } else {
        server.evictAtNextReadOf(process, key);
      }
    }
  }

  private void limitTracking() {
    tableIsLimited = !tableIsLimited;
    server.limitTracking(tableIsLimited ? 1 + random.nextInt(FEW_KEYS) : Integer.MAX_VALUE);
  }

  /** Ends what would go on. */
  void stop() {
    if (tableIsLimited) {
      limitTracking();
    }
  }

  /** A little either way; sometimes an hour forward, which is the end of every entry. */
  private void moveClock() {
    if (random.nextInt(4) == 0) {
      server.moveClock(Duration.ofHours(1));
    } else {
      server.moveClock(millis(CLOCK_MILLIS).minusMillis(CLOCK_MILLIS / 2));
    }
  }

  private Duration millis(int most) {
    return Duration.ofMillis(random.nextInt(most));
  }
}
