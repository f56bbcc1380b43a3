package dev.aside.cache;

import java.util.concurrent.atomic.LongAdder;

/** What one cache counts. Thread-safe. */
final class Counters {
  final LongAdder localHits = new LongAdder();
  final LongAdder remoteHits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder collapsed = new LongAdder();
  final LongAdder loads = new LongAdder();
  final LongAdder loadFailures = new LongAdder();
  final LongAdder loadNanos = new LongAdder();
  final LongAdder rejectedLoads = new LongAdder();
  final LongAdder fills = new LongAdder();
  final LongAdder refusedFills = new LongAdder();
  final LongAdder puts = new LongAdder();
  final LongAdder invalidations = new LongAdder();
  final LongAdder backendFailures = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder otherForm = new LongAdder();
  final LongAdder tooLarge = new LongAdder();
}
