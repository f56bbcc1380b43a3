package dev.aside.redis.fleet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The least version that may be seen, from each time on. Immutable. */
final class Floors {
  private final long[] nanos;
  private final int[] floors;

  Floors(List<Ledger.Floor> all) {
    Ledger.Floor[] sorted =
        all.stream()
            .sorted(Comparator.comparingLong(Ledger.Floor::nanos))
            .toArray(Ledger.Floor[]::new);
    nanos = Arrays.stream(sorted).mapToLong(Ledger.Floor::nanos).toArray();
    floors = new int[sorted.length];
    int floor = 0;
    for (int i = 0; i < sorted.length; i++) {
      floor = Math.max(floor, sorted[i].version());
      floors[i] = floor;
    }
  }

  /** For a read that begins at {@code time}. */
  int before(long time) {
    int at = Arrays.binarySearch(nanos, time);
    int count = (at >= 0) ? at : -at - 1; // those at the very time do not count
    return (count == 0) ? 0 : floors[count - 1];
  }

  /** When it first was more than {@code version}; {@link Long#MAX_VALUE}: never. */
  long firstAbove(int version) {
    int at = Arrays.binarySearch(floors, version + 1);
    int first = (at >= 0) ? at : -at - 1;
    while (first > 0 && floors[first - 1] > version) {
      first--;
    }
    return (first == floors.length) ? Long.MAX_VALUE : nanos[first];
  }
}
