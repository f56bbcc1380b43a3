package dev.aside.cache;

import dev.aside.spi.Fill;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What one cache counts. Thread-safe. */
final class Counters {
  final LongAdder localHits = new LongAdder();
  final LongAdder remoteHits = new LongAdder();
  final LongAdder misses = new LongAdder();
  final LongAdder collapsed = new LongAdder();
  final LongAdder staleServed = new LongAdder();
  final LongAdder refreshes = new LongAdder();
  final LongAdder loads = new LongAdder();
  final LongAdder loadFailures = new LongAdder();
  final LongAdder loadNanos = new LongAdder();
  final LongAdder rejectedLoads = new LongAdder();
  final LongAdder cancelledLoads = new LongAdder();
  final LongAdder fills = new LongAdder();
  final LongAdder untaggedFills = new LongAdder();
  final LongAdder puts = new LongAdder();
  final LongAdder invalidations = new LongAdder();
  final LongAdder tagInvalidations = new LongAdder();
  final LongAdder outdatedByTag = new LongAdder();
  final LongAdder backendFailures = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  final LongAdder misplaced = new LongAdder();
  final LongAdder distrusted = new LongAdder();
  final LongAdder otherForm = new LongAdder();
  final LongAdder tooLarge = new LongAdder();
  final LongAdder epochs = new LongAdder();
  private final Map<Fill.Outcome, LongAdder> refused = new EnumMap<>(Fill.Outcome.class);

  Counters() {
    for (Fill.Outcome outcome : Fill.Outcome.values()) {
      refused.put(outcome, new LongAdder());
    }
  }

  /** Counts that a value was not stored. */
  void refused(Fill.Outcome why) {
    LongAdder counter = refused.get(why);
    if (counter != null) {
      counter.increment();
    }
  }

  private long sum(Fill.Outcome why) {
    LongAdder counter = refused.get(why);
    return (counter == null) ? 0 : counter.sum();
  }

  /** All of them, with what can be measured now. */
  CacheStats stats(long localEntries, long loadsInFlight, long hungLoads, long pending) {
    long absent = sum(Fill.Outcome.REFUSED_ABSENT);
    long lost = sum(Fill.Outcome.REFUSED_LOST);
    long older = sum(Fill.Outcome.REFUSED_OLDER);
    long contended = sum(Fill.Outcome.REFUSED_CONTENDED) + sum(Fill.Outcome.REFUSED_WRITING);
    return new CacheStats(
        localHits.sum(),
        remoteHits.sum(),
        misses.sum(),
        collapsed.sum(),
        staleServed.sum(),
        refreshes.sum(),
        loads.sum(),
        loadFailures.sum(),
        loadNanos.sum(),
        rejectedLoads.sum(),
        cancelledLoads.sum(),
        fills.sum(),
        absent + lost + older + contended,
        absent,
        lost,
        older,
        contended,
        untaggedFills.sum(),
        puts.sum(),
        invalidations.sum(),
        tagInvalidations.sum(),
        outdatedByTag.sum(),
        backendFailures.sum(),
        unreadable.sum(),
        misplaced.sum(),
        otherForm.sum(),
        tooLarge.sum(),
        epochs.sum(),
        distrusted.sum(),
        localEntries,
        loadsInFlight,
        hungLoads,
        pending);
  }
}
