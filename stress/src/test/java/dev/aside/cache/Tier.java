package dev.aside.cache;

/** {@link LocalTier} as the races use it: two keys, values that are small numbers. Thread-safe. */
final class Tier {
  static final int NOT_SERVED = 0;
  static final int SERVED = 1;

  final HandMovedCoherence coherence;
  private final LocalTier<Integer, String> tier;

  /** With a copy of each key in {@code keys}, made in epoch 1. */
  Tier(long barrierNanos, int... keys) {
    coherence = new HandMovedCoherence(barrierNanos);
    tier =
        new LocalTier<>(
            StillTime.INSTANCE, coherence, LocalOptions.defaults(), null, new Counters());
    Answer<String> old = Answer.ofBytes(new byte[] {'o', 'l', 'd'});
    for (int key : keys) {
      tier.put(tier.shelf(), key, old, 1, Long.MAX_VALUE / 4, Stamps.NONE, null, () -> true);
    }
  }

  int get(int key) {
    return (tier.get(key) == null) ? NOT_SERVED : SERVED;
  }

  void remove(int key) {
    tier.remove(key);
  }

  /** What an engine does at the end of an epoch. */
  void interrupted() {
    tier.clear();
  }
}
