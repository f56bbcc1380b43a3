package dev.aside.redis;

import dev.aside.spi.TimeSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server's clock, known from its last answer to TIME and our own clock since. Thread-safe. */
final class ServerClock {
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final TimeSource time;
  private volatile long aheadNanos = UNKNOWN; // of the server's clock before ours

  ServerClock(TimeSource time) {
    this.time = time;
  }

  /** Takes the answer to TIME: seconds and microseconds. */
  void answered(List<byte[]> answer) {
    long seconds = number(answer.get(0));
    long micros = number(answer.get(1));
    long serverNanos = TimeUnit.SECONDS.toNanos(seconds) + TimeUnit.MICROSECONDS.toNanos(micros);
    aheadNanos = serverNanos - time.nanoTime();
  }

  /** Milliseconds since 1970; 0 while not known. */
  long millis() {
    long ahead = aheadNanos;
    return (ahead == UNKNOWN) ? 0 : TimeUnit.NANOSECONDS.toMillis(time.nanoTime() + ahead);
  }

  /** Microseconds since 1970; 0 while not known. */
  long micros() {
    long ahead = aheadNanos;
    return (ahead == UNKNOWN) ? 0 : TimeUnit.NANOSECONDS.toMicros(time.nanoTime() + ahead);
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
  }
}
