package dev.aside.cache;

import dev.aside.spi.Coherence;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Epoch, barrier and announcements as an I/O thread would move them, moved by a test instead; one
 * cache listens. Whoever reads the epoch or the barrier stalls a little before, as if it had lost
 * its processor there. Thread-safe.
 */
final class HandMovedCoherence implements Coherence {
  private static final int MAX_STALL = 16;

  private volatile long epoch = 1;
  private volatile long barrierNanos;
  private volatile @Nullable Listener listener;

  HandMovedCoherence(long barrierNanos) {
    this.barrierNanos = barrierNanos;
  }

  void epoch(long now) {
    epoch = now;
  }

  void barrier(long nanos) {
    barrierNanos = nanos;
  }

  /** The server announces that the entry of {@code name} was changed. */
  void announce(byte[] name) {
    Listener present = listener;
    if (present != null) {
      present.changed(name);
    }
  }

  private static void stall() {
    for (int i = ThreadLocalRandom.current().nextInt(MAX_STALL); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  @Override
  public long epoch() {
    stall();
    return epoch;
  }

  @Override
  public long barrierNanos() {
    stall();
    return barrierNanos;
  }

  @Override
  public long distrustedNanos() {
    return 0;
  }

  @Override
  public void keepWithin(Duration maxLag) {
    // The test moves the barrier.
  }

  @Override
  public void onChange(Listener added) {
    listener = added;
  }
}
