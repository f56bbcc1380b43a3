package dev.aside.testkit;

import dev.aside.spi.Coherence;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The announcements of a server as they come over a link that a test disturbs: late ones are kept
 * and handed over together, and the barrier stands still meanwhile, as on a connection.
 * Thread-safe.
 */
final class UnreliableCoherence implements Coherence {
  private final Coherence real;
  private final TimeSource time;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();
  private final List<byte[]> late = new ArrayList<>(); // guarded by lock
  private boolean delayed; // guarded by lock
  private boolean down; // guarded by lock
  private long interruptions; // guarded by lock
  private long barrierNanos; // guarded by lock; while delayed or down

  UnreliableCoherence(Coherence real, TimeSource time) {
    this.real = real;
    this.time = time;
    real.onChange(this::announced);
  }

  private void announced(byte[] key) {
    synchronized (lock) {
      if (down) {
        return;
      }
      if (delayed) {
        late.add(key);
        return;
      }
    }
    listeners.forEach(listener -> listener.changed(key));
  }

  /** From here on announcements are on their way. */
  void delay() {
    synchronized (lock) {
      delayed = true;
      barrierNanos = time.nanoTime();
    }
  }

  /** Those on their way arrive, in order, and later ones at once. */
  void catchUp() {
    List<byte[]> arriving;
    synchronized (lock) {
      arriving = List.copyOf(late);
      late.clear();
      delayed = false;
    }
    arriving.forEach(key -> listeners.forEach(listener -> listener.changed(key)));
  }

  /** The connection is gone, and what was on its way with it. */
  void interrupt() {
    synchronized (lock) {
      down = true;
      delayed = false;
      late.clear();
    }
    listeners.forEach(Listener::interrupted);
  }

  /** A new connection; a new epoch if there was none. */
  void restore() {
    synchronized (lock) {
      if (down) {
        down = false;
        interruptions++;
      }
    }
    catchUp();
  }

  @Override
  public long epoch() {
    synchronized (lock) {
      return down ? 0 : real.epoch() + interruptions;
    }
  }

  @Override
  public long barrierNanos() {
    synchronized (lock) {
      return delayed ? barrierNanos : real.barrierNanos();
    }
  }

  @Override
  public long distrustedNanos() {
    return real.distrustedNanos();
  }

  @Override
  public void keepWithin(Duration maxLag) {
    real.keepWithin(maxLag);
  }

  @Override
  public void onChange(Listener listener) {
    listeners.add(listener);
  }
}
