package dev.aside.testkit.simulation;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the scripts for tags do: stamps that only go forward. Confined to the simulation. */
final class TagScripts {
  /** Losing a tag's stamp costs misses only, so it need not live for ever. */
  private static final long TAG_MILLIS = 60L * 24 * 3_600 * 1_000;

  private final Keyspace data;
  private final ServerClock clock;

  TagScripts(Keyspace data, ServerClock clock) {
    this.data = data;
    this.clock = clock;
  }

  /** touch.lua. */
  long touch(String tag) {
    Long before = stamp(tag);
    return (before == null) ? keep(tag, first(clock.uniqueMicros())) : before;
  }

  /** By the clock, so that a stamp that is lost and made anew is not one that was there before. */
  private static long first(long nowMicros) {
    return nowMicros;
  }

  /** bump.lua. */
  long bump(String tag) {
    return keep(tag, next(stamp(tag), clock.uniqueMicros()));
  }

  /** Forward only, so that a bump that comes late, or twice, brings no old stamp back. */
  private static long next(@Nullable Long before, long nowMicros) {
    return (before == null) ? nowMicros : Math.max(before + 1, nowMicros);
  }

  long keep(String tag, long stamp) {
    data.set(tag, Long.toString(stamp).getBytes(StandardCharsets.US_ASCII), TAG_MILLIS);
    return stamp;
  }

  /** Null if there is none, or what is there is none. */
  private @Nullable Long stamp(String tag) {
    byte @Nullable [] stored = data.get(tag);
    String text = (stored == null) ? "" : new String(stored, StandardCharsets.US_ASCII);
    return text.matches("[0-9]+") ? Long.valueOf(text) : null;
  }
}
