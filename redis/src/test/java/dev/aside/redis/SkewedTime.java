package dev.aside.redis;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The real time, with a wall clock that a test sets forward, as if it had been suspended. */
final class SkewedTime implements TimeSource {
  private final TimeSource real = TimeSource.system();
  private final AtomicLong suspendedMillis = new AtomicLong();

  void suspend(Duration duration) {
    suspendedMillis.addAndGet(duration.toMillis());
  }

  @Override
  public long nanoTime() {
    return real.nanoTime();
  }

  @Override
  public long wallMillis() {
    return real.wallMillis() + suspendedMillis.get();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    return real.schedule(delay, task);
  }
}
