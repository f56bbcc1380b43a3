package dev.aside.gateway;

import java.util.concurrent.atomic.LongAdder;

/** What the sessions of this process count. Thread-safe; figures only grow. */
public final class GatewayStats {
  final LongAdder connections = new LongAdder();
  final LongAdder deliveries = new LongAdder();
  final LongAdder published = new LongAdder();
  final LongAdder recovered = new LongAdder();
  final LongAdder unrecovered = new LongAdder();
  final LongAdder gaps = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder throttled = new LongAdder();
  final LongAdder slow = new LongAdder();
  final LongAdder failures = new LongAdder();

  GatewayStats() {}

  void disconnected(Disconnect why) {
    if (why.equals(Disconnect.SLOW)) {
      slow.increment();
    }
  }

  /** Sessions that have connected. */
  public long connections() {
    return connections.sum();
  }

  /** Messages handed to sessions. */
  public long deliveries() {
    return deliveries.sum();
  }

  /** Messages that clients and the application have published here. */
  public long published() {
    return published.sum();
  }

  /** Subscriptions that got all they had missed. */
  public long recovered() {
    return recovered.sum();
  }

  /** Subscriptions that were told that they had missed something for good. */
  public long unrecovered() {
    return unrecovered.sum();
  }

  /** Subscriptions sent back because a message was missing. */
  public long gaps() {
    return gaps.sum();
  }

  /** Commands answered with an error, those that came too fast included. */
  public long refused() {
    return refused.sum();
  }

  /** Commands that came too fast. */
  public long throttled() {
    return throttled.sum();
  }

  /** Sessions ended because they read too slowly. */
  public long slow() {
    return slow.sum();
  }

  /** Commands that failed by a fault here or in Redis. */
  public long failures() {
    return failures.sum();
  }
}
