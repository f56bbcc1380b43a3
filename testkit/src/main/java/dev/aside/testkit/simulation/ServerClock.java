package dev.aside.testkit.simulation;

/**
 * The wall clock of one node, which nobody else shares. It can be moved, as operators and NTP do.
 * Confined to the simulation.
 */
final class ServerClock {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long MICROS_PER_MILLI = 1_000;

  /** 14 November 2023: as far from zero as a real one. */
  private static final long ORIGIN_MICROS = 1_700_000_000_000_000L;

  private final VirtualTime time;
  private long aheadMicros;
  private long lastMicros;

  ServerClock(VirtualTime time, long aheadMicros) {
    this.time = time;
    this.aheadMicros = aheadMicros;
  }

  long millis() {
    return micros() / MICROS_PER_MILLI;
  }

  /** Never the same twice while nobody moves it: on a real node each command takes its time. */
  long uniqueMicros() {
    lastMicros = Math.max(lastMicros + 1, micros());
    return lastMicros;
  }

  private long micros() {
    return ORIGIN_MICROS + aheadMicros + time.now() / NANOS_PER_MICRO;
  }

  void move(long byMicros) {
    aheadMicros += byMicros;
    lastMicros = 0; // a clock that was set back says times again that it has said before
  }

  long aheadMicros() {
    return aheadMicros;
  }
}
