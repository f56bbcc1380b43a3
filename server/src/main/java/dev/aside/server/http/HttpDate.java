package dev.aside.server.http;

import dev.aside.spi.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The header {@code Date}, which an origin server must send (RFC 9110, section 6.6.1). The one
 * place that reads the wall clock; nothing is decided by it. Thread-safe.
 */
final class HttpDate {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final TimeSource time;
  private final Clock clock = Clock.systemUTC();
  private volatile Written written;

  HttpDate(TimeSource time) {
    this.time = time;
    this.written = write();
  }

  /** Now, at most a second late. */
  String now() {
    Written last = written;
    if (time.nanoTime() - last.nanos >= SECOND) {
      last = write();
      written = last; // benign: whoever comes last has written the same second
    }
    return last.text;
  }

  private Written write() {
    return new Written(time.nanoTime(), IMF_FIXDATE.format(clock.instant()));
  }

  private record Written(long nanos, String text) {}
}
