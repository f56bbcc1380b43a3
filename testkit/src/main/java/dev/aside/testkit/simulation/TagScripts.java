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
    byte @Nullable [] stored = data.get(tag);
    return (stored == null) ? keep(tag, clock.uniqueMicros()) : number(stored);
  }

  /** bump.lua. */
  long bump(String tag) {
    byte @Nullable [] stored = data.get(tag);
    return keep(tag, Math.max((stored == null) ? 0 : number(stored) + 1, clock.uniqueMicros()));
  }

  private long keep(String tag, long stamp) {
    data.set(tag, Long.toString(stamp).getBytes(StandardCharsets.US_ASCII), TAG_MILLIS);
    return stamp;
  }

  private static long number(byte[] stored) {
    return Long.parseLong(new String(stored, StandardCharsets.US_ASCII));
  }
}
