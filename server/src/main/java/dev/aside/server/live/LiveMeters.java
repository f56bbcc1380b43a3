package dev.aside.server.live;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What live channels count. Thread-safe. */
public final class LiveMeters {
  /** WebSocket sessions now. */
  public final AtomicInteger webSockets = new AtomicInteger();

  /** Sessions of the Centrifuge protocol now. */
  public final AtomicInteger gatewaySessions = new AtomicInteger();

  /** Event-stream sessions now. */
  public final AtomicInteger eventStreams = new AtomicInteger();

  /** Messages handed to sessions. */
  public final LongAdder deliveries = new LongAdder();

  /** Sessions given up because they were too slow. */
  public final LongAdder slowSessions = new LongAdder();

  /** Event streams that came back and got what they had missed. */
  public final LongAdder resumed = new LongAdder();

  /** Event streams that came back and were told to begin anew. */
  public final LongAdder reset = new LongAdder();

  /** Gaps told to event streams. */
  public final LongAdder gaps = new LongAdder();

  /** Messages published. */
  public final LongAdder published = new LongAdder();

  /** Messages that could not be published. */
  public final LongAdder publishFailures = new LongAdder();

  /** All at zero. */
  public LiveMeters() {}
}
