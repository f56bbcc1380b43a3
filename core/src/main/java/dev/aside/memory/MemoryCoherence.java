package dev.aside.memory;

import dev.aside.spi.Coherence;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Announces every change at once, to everybody, and is never interrupted. Thread-safe. */
final class MemoryCoherence implements Coherence {
  private final TimeSource time;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  MemoryCoherence(TimeSource time) {
    this.time = time;
  }

  void announce(byte[] key) {
    for (Listener listener : listeners) {
      listener.changed(key);
    }
  }

  @Override
  public long epoch() {
    return 1;
  }

  @Override
  public long barrierNanos() {
    return time.nanoTime();
  }

  @Override
  public long distrustedNanos() {
    return 0;
  }

  @Override
  public void keepWithin(Duration maxLag) {
    // The barrier is always now.
  }

  @Override
  public void onChange(Listener listener) {
    listeners.add(listener);
  }
}
