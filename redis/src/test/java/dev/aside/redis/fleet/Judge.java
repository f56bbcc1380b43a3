package dev.aside.redis.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges each read by the versions that it may not fall below, and measures how stale those were
 * that may be. Confined to one thread.
 */
final class Judge {
  /** Staleness is counted up to each of these, in milliseconds. */
  private static final long[] BOUNDS = {1, 5, 10, 50, 100, 250, 500, 1_000};

  private final long lagNanos;
  private final List<String> violations = new ArrayList<>();
  private final long[] stale = new long[BOUNDS.length + 1];
  private long reads;
  private long strict;
  private long maxStaleNanos;

  Judge(long lagNanos) {
    this.lagNanos = lagNanos;
  }

  void judge(int key, Ledger.Page page) {
    synchronized (page) {
      Floors confirmed = new Floors(page.confirmed);
      Floors intended = new Floors(page.intended);
      Map<Integer, Floors> own = new HashMap<>();
      page.returned.forEach((member, floors) -> own.put(member, new Floors(floors)));
      Floors none = new Floors(List.of());
      for (int i = 0; i < page.reads.size(); i++) {
        int member = page.reads.member(i);
        Read read =
            new Read(
                key,
                member,
                page.reads.isStrict(i),
                page.reads.startNanos(i),
                page.reads.version(i));
        judge(read, confirmed, intended, own.getOrDefault(member, none));
      }
    }
  }

  private record Read(int key, int member, boolean strict, long start, int version) {}

  private void judge(Read read, Floors confirmed, Floors intended, Floors own) {
    reads++;
    strict += read.strict() ? 1 : 0;
    long horizon = read.strict() ? read.start() : read.start() - lagNanos;
    check(read, "C2 or C6", own.before(read.start()));
    check(read, read.strict() ? "C4" : "C3", confirmed.before(horizon));
    check(read, "C7", intended.before(horizon));
    long since = confirmed.firstAbove(read.version());
    if (since < read.start()) {
      long nanos = read.start() - since;
      maxStaleNanos = Math.max(maxStaleNanos, nanos);
      int bucket = 0;
      while (bucket < BOUNDS.length && nanos > BOUNDS[bucket] * 1_000_000) {
        bucket++;
      }
      stale[bucket]++;
    }
  }

  private void check(Read read, String promise, int floor) {
    if (read.version() < floor) {
      violations.add(promise + ": expected version " + floor + " or later of " + read);
    }
  }

  List<String> violations() {
    return violations;
  }

  long reads() {
    return reads;
  }

  /** How old the values were that were returned, from the confirmation of the next one. */
  String histogram() {
    StringBuilder text = new StringBuilder();
    long sum = 0;
    for (long each : stale) {
      sum += each;
    }
    text.append(
        "%d reads (%d strict), of these fresh: %d, stale: %d, at most %.1f ms%n"
            .formatted(reads, strict, reads - sum, sum, maxStaleNanos / 1e6));
    for (int i = 0; i < stale.length; i++) {
      String bound =
          (i < BOUNDS.length)
              ? "<= %4d ms".formatted(BOUNDS[i])
              : " > %4d ms".formatted(BOUNDS[i - 1]);
      text.append("  stale %s  %d%n".formatted(bound, stale[i]));
    }
    return text.toString();
  }
}
