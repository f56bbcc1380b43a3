package dev.aside.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.aside.spi.TimeSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes under keys, each until its time: what a server is without its commands. Each change is
 * atomic under its key, and announced after it can be read. Holds at most {@link #MAX_BYTES}; at
 * the limit the least useful entries go, as on a server that evicts. Thread-safe.
 */
final class MemoryEntries {
  /** Keys and values together. */
  static final long MAX_BYTES = 256L << 20;

  static final long MICROS_PER_MILLI = 1_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private final TimeSource time;
  private final long origin;
  private final AtomicLong lastMicros = new AtomicLong();
  private final Cache<ByteBuffer, Entry> entries;
  private final MemoryCoherence coherence;

  /** Bytes that are never changed once they are here, and the time at which they go. */
  record Entry(byte[] bytes, long goneNanos) {}

  /** A change of one entry; null in either place is "no entry". */
  interface Change {
    @Nullable Entry apply(@Nullable Entry old);
  }

  MemoryEntries(TimeSource time, MemoryCoherence coherence) {
    this.time = time;
    this.coherence = coherence;
    origin = time.nanoTime();
    entries =
        Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((ByteBuffer key, Entry entry) -> key.capacity() + entry.bytes().length)
            .ticker(time::nanoTime)
            // From the time at which it goes: an operation that leaves it as it is counts as a
            // write.
            .expireAfter(
                Expiry.writing(
                    (ByteBuffer key, Entry entry) ->
                        Duration.ofNanos(Math.max(1, entry.goneNanos() - time.nanoTime()))))
            .executor(Runnable::run)
            .build();
  }

  /** A copy of the bytes; null if there are none. */
  byte @Nullable [] read(byte[] key) {
    Entry entry = entries.getIfPresent(ByteBuffer.wrap(key));
    return (entry == null) ? null : entry.bytes().clone();
  }

  /** How long the entry still lives, in milliseconds; 0 if there is none. */
  long remainingMillis(byte[] key) {
    Entry entry = entries.getIfPresent(ByteBuffer.wrap(key));
    return (entry == null) ? 0 : millisUntil(entry.goneNanos());
  }

  long millisUntil(long goneNanos) {
    return Math.max(1, Duration.ofNanos(goneNanos - time.nanoTime()).toMillis());
  }

  void change(byte[] key, Change change) {
    boolean[] changed = new boolean[1];
    entries
        .asMap()
        .compute(
            ByteBuffer.wrap(key.clone()),
            (same, old) -> {
              Entry next = change.apply(old);
              changed[0] = !isSame(old, next);
              return next;
            });
    if (changed[0]) {
      coherence.announce(key); // after the change can be read, as on a server
    }
  }

  @SuppressWarnings("ReferenceEquality") // a change that changes nothing returns what it got
  private static boolean isSame(@Nullable Entry old, @Nullable Entry next) {
    return old == next;
  }

  Entry entry(byte[] bytes, long keepMillis) {
    return new Entry(bytes, time.nanoTime() + Duration.ofMillis(keepMillis).toNanos());
  }

  /** This server's own clock; its origin does not matter, as nothing else is compared with it. */
  long micros() {
    return MICROS_PER_MILLI + (time.nanoTime() - origin) / NANOS_PER_MICRO;
  }

  long millis() {
    return micros() / MICROS_PER_MILLI;
  }

  /** Never the same twice, so that no lease id is granted twice, even if time stands still. */
  long uniqueMicros() {
    long now = micros();
    return lastMicros.updateAndGet(last -> Math.max(last + 1, now));
  }

  void clear() {
    entries.invalidateAll();
  }
}
