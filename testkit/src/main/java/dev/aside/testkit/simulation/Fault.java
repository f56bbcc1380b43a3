package dev.aside.testkit.simulation;

import java.util.random.RandomGenerator;

/** What can go wrong in a simulation, and how likely it is among faults. */
public enum Fault {
  /** The connection for reads, which brings the announcements, is lost. */
  READS_CUT(8),
  /** The connection for writes is lost. */
  WRITES_CUT(8),
  /** A connection is lost with a request that never arrives. */
  CUT_BEFORE_EXECUTION(5),
  /** A connection is lost with the reply of a request that was executed. */
  CUT_AFTER_EXECUTION(5),
  /** The connection for reads is slow for up to three seconds, one way or both. */
  READS_STALLED(8),
  /** The connection for writes is slow for up to three seconds, one way or both. */
  WRITES_STALLED(5),
  /** A half-open connection: what the process sends arrives nowhere, and nobody says so. */
  REQUESTS_LOST(4),
  /** A half-open connection: the server executes, and nothing comes back. */
  REPLIES_LOST(4),
  /** Something between process and server sends a request twice; the second comes later. */
  REQUEST_DUPLICATED(6),
  /** Something in between swallows announcements and passes everything else. */
  PUSHES_LOST(3),
  /** A reply is handled after announcements that came behind it, as on another thread. */
  REPLY_HANDLED_LATE(8),
  /** A thread loses its processor in the middle of a look at L1. */
  THREAD_PREEMPTED(6),
  /** A process stops for up to ten seconds, as by SIGSTOP or a long collection of garbage. */
  PROCESS_PAUSED(4),
  /** The machine of a process is suspended: as above, and its monotonic clock does not count it. */
  PROCESS_SUSPENDED(2),
  /** A process dies, and another takes its place. */
  PROCESS_CRASHED(4),
  /** The server stops for up to five seconds. */
  SERVER_PAUSED(2),
  /** The server's clock is set forward or back. */
  SERVER_CLOCK_MOVED(2),
  /** The server is short of memory and evicts an entry. */
  KEY_EVICTED(8),
  /** The server's table of who reads what is full. */
  TRACKING_TABLE_FULL(3),
  /** FLUSHALL. */
  FLUSHED(2),
  /** The server is restarted and has lost everything. */
  RESTARTED_EMPTY(2),
  /** The server is restarted with what it has once saved. */
  RESTARTED_FROM_DISK(2),
  /** A replica takes over that has not heard of the last moments. */
  FAILED_OVER(4);

  private static final int TOTAL = total();

  private final int weight;

  Fault(int weight) {
    this.weight = weight;
  }

  private static int total() {
    int total = 0;
    for (Fault fault : values()) {
      total += fault.weight;
    }
    return total;
  }

  static Fault drawn(RandomGenerator random) {
    int left = random.nextInt(TOTAL);
    for (Fault fault : values()) {
      left -= fault.weight;
      if (left < 0) {
        return fault;
      }
    }
    throw new AssertionError("less than the sum of its parts");
  }
}
