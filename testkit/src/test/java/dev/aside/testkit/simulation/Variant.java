package dev.aside.testkit.simulation;

import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Layout;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;

/** How the cache of a fleet is set up, and so what its rows can be written by. */
enum Variant {
  /** As most will have it. */
  DEFAULTS(builder -> builder),
  /** Everything is over soon, and may be served for a while after that. */
  STALE(
      builder ->
          builder
              .ttl(Duration.ofMillis(700))
              .staleWhileRevalidate(Duration.ofSeconds(1))
              .staleIfError(Duration.ofSeconds(3))
              .softLoadTimeout(Duration.ofMillis(30))),
  /** Everything is over soon. */
  SHORT(builder -> builder.ttl(Duration.ofMillis(500)).absentTtl(Duration.ofMillis(100))),
  /** The source numbers its versions. */
  VERSIONS(builder -> builder.version(Rows::version)),
  /** Nothing is kept in the processes. */
  NO_LOCAL(CacheBuilder::noLocal),
  /** Nothing but the codec's bytes: no tags, no intents, no fenced puts. */
  PLAIN(builder -> builder.layout(Layout.PLAIN));

  private final UnaryOperator<CacheBuilder<String, String>> settings;

  Variant(UnaryOperator<CacheBuilder<String, String>> settings) {
    this.settings = settings;
  }

  /** Half of the seeds have the first. */
  static Variant of(long seed) {
    Variant[] all = values();
    return (seed % 2 == 0) ? DEFAULTS : all[(int) Math.floorMod(seed / 2, (long) all.length)];
  }

  Rows service(SimulatedProcess process, RowLocks locks) {
    return new Rows(
        process,
        locks,
        builder ->
            isFramed()
                ? settings.apply(builder).tags((row, value) -> Set.of(Rows.tag(row)))
                : settings.apply(builder));
  }

  /** Whether it can do more than a plain layout can. */
  boolean isFramed() {
    return this != PLAIN;
  }
}
