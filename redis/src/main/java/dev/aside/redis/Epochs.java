package dev.aside.redis;

import dev.aside.spi.Coherence;
import dev.aside.spi.TimeSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The unbroken stretches of announcements, one after the other, and how recent the newest barrier
 * is. Thread-safe: state changes under the lock, listeners are told outside of it, and between two
 * epochs each has been told that the first has ended.
 */
final class Epochs implements Coherence {
  /** Of a lag that nobody has asked for. */
  private static final Duration ANY_LAG = Duration.ofDays(365);

  private static final Logger LOG = System.getLogger(Epochs.class.getName());

  private final TimeSource time;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Announcements steps = new Announcements(); // ends are told, then beginnings made
  private final AtomicBoolean warned = new AtomicBoolean();
  private volatile Runnable shortened = () -> {}; // what to do when a shorter lag is asked for
  private volatile long epoch; // written under this
  private volatile long barrierNanos; // written under this
  private volatile long lagNanos = ANY_LAG.toNanos(); // written under this
  private long lastEpoch; // guarded by this
  private boolean trusted; // guarded by this; whether there is to be an epoch
  private long distrusted; // guarded by this; counted up to countedNanos
  private long countedNanos; // guarded by this

  Epochs(TimeSource time) {
    this.time = time;
    this.countedNanos = time.nanoTime();
    this.barrierNanos = countedNanos;
  }

  /** What to do when somebody asks for a shorter lag than all before. */
  void whenShortened(Runnable task) {
    shortened = task;
  }

  /** From here on announcements are complete; does nothing if they are already. */
  void begin() {
    synchronized (this) {
      if (!trusted) {
        trusted = true;
        steps.add(this::start);
      }
    }
    steps.deliver();
  }

  /** An announcement may have been missed, and others will be. */
  void end() {
    synchronized (this) {
      trusted = false;
      stop();
    }
    steps.deliver();
  }

  /** Everything may have changed up to here, but announcements go on; without an epoch, nothing. */
  void renew() {
    synchronized (this) {
      if (trusted) {
        stop();
        steps.add(this::start);
      }
    }
    steps.deliver();
  }

  private synchronized void start() {
    if (trusted && epoch == 0) {
      count();
      lastEpoch++;
      epoch = lastEpoch;
    }
  }

  /** The caller holds the lock. */
  private void stop() {
    if (epoch != 0) {
      count();
      epoch = 0;
      steps.add(() -> listeners.forEach(this::interrupt));
    }
  }

  /** A question asked at {@code askedNanos} has been answered. Forward only: replies may cross. */
  synchronized void passed(long askedNanos) {
    count();
    if (askedNanos - barrierNanos > 0) {
      barrierNanos = askedNanos;
    }
  }

  /** The entry of {@code key} was changed. */
  void changed(byte[] key) {
    for (Listener listener : listeners) {
      try {
        listener.changed(key);
      } catch (RuntimeException e) { // what it did not take in must not be served
        warn(e);
        renew();
      }
    }
  }

  private void interrupt(Listener listener) {
    try {
      listener.interrupted();
    } catch (RuntimeException e) { // it knows the epoch's number all the same
      warn(e);
    }
  }

  private void warn(RuntimeException fault) {
    LOG.log(
        warned.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG,
        "A listener failed; all copies in this process are dropped",
        fault);
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long barrierNanos() {
    return barrierNanos;
  }

  /** The shortest that anybody has asked for; very long if nobody has. */
  long lagNanos() {
    return lagNanos;
  }

  @Override
  public void keepWithin(Duration maxLag) {
    synchronized (this) {
      if (maxLag.toNanos() >= lagNanos) {
        return;
      }
      count();
      lagNanos = maxLag.toNanos();
    }
    shortened.run();
  }

  @Override
  public void onChange(Listener listener) {
    listeners.add(listener);
  }

  @Override
  public synchronized long distrustedNanos() {
    count();
    return distrusted;
  }

  /** Up to now. The caller holds the lock. */
  private void count() {
    long now = time.nanoTime();
    long from = countedNanos;
    if (epoch != 0) {
      long late = barrierNanos + lagNanos; // when the barrier became too old
      from = (late - from > 0) ? late : from;
    }
    distrusted += Math.max(0, now - from);
    countedNanos = now;
  }
}
