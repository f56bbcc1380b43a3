package dev.aside.gateway;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** When a client is pinged, and when it has been silent for too long. Thread-safe. */
final class Heartbeat {
  /** Between two pings; the first comes after half of that up to all of it. */
  static final Duration INTERVAL = Duration.ofSeconds(25);

  /** How long a client has to answer a ping. */
  static final Duration PATIENCE = Duration.ofSeconds(8);

  /** How long a client has to say who it is. */
  static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

  enum Due {
    NOTHING,
    PING,
    NO_PONG,
    STALE
  }

  private final TimeSource time;
  private final long bornNanos;
  private final long firstNanos;
  private long pingNanos; // guarded by this; when the last one was sent
  private boolean pinged; // guarded by this
  private boolean waiting; // guarded by this: for an answer

  Heartbeat(TimeSource time, RandomGenerator random) {
    this.time = time;
    this.bornNanos = time.nanoTime();
    long half = INTERVAL.toNanos() / 2;
    this.firstNanos = half + random.nextLong(half); // or all that reconnect would be pinged at once
  }

  synchronized Due tick(boolean connected) {
    long now = time.nanoTime();
    if (!connected) {
      return (now - bornNanos > CONNECT_PATIENCE.toNanos()) ? Due.STALE : Due.NOTHING;
    }
    if (waiting) {
      return (now - pingNanos > PATIENCE.toNanos()) ? Due.NO_PONG : Due.NOTHING;
    }
    long since = now - (pinged ? pingNanos : bornNanos);
    if (since < (pinged ? INTERVAL.toNanos() : firstNanos)) {
      return Due.NOTHING;
    }
    pinged = true;
    waiting = true;
    pingNanos = now;
    return Due.PING;
  }

  /** An answer; false if none was due. */
  synchronized boolean pong() {
    boolean due = waiting;
    waiting = false;
    return due;
  }
}
