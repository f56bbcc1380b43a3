package dev.aside.testkit.simulation;

import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Layout;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** How the cache of a fleet is set up, and so by what its rows can be written. */
enum Variant {
  /** As most will have it. */
  DEFAULTS(builder -> builder),
  /** Everything at once: soon over, stale for a while, and one load in six fails. */
  EVERYTHING(
      builder ->
          builder
              .ttl(Duration.ofMillis(400))
              .staleWhileRevalidate(Duration.ofSeconds(2))
              .staleIfError(Duration.ofSeconds(6))
              .softLoadTimeout(Duration.ofMillis(100))
              .loadTimeout(Duration.ofSeconds(1))),
  /** Everything is over soon, and nothing is served after that. */
  SHORT(builder -> builder.ttl(Duration.ofMillis(500)).absentTtl(Duration.ofMillis(100))),
  /** The source numbers its versions. */
  VERSIONS(builder -> builder.version(Rows::version)),
  /** Nothing is kept in the processes. */
  NO_LOCAL(CacheBuilder::noLocal),
  /** Nothing but the codec's bytes: no tags, no intents, no fenced puts. */
  PLAIN(builder -> builder.layout(Layout.PLAIN));

  /** Seeds take turns. */
  private static final List<Variant> TURNS =
      List.of(
          DEFAULTS,
          EVERYTHING,
          DEFAULTS,
          EVERYTHING,
          DEFAULTS,
          EVERYTHING,
          SHORT,
          VERSIONS,
          NO_LOCAL,
          PLAIN);

  private static final int ONE_FAILURE_IN = 6;

  private final UnaryOperator<CacheBuilder<String, String>> settings;

  Variant(UnaryOperator<CacheBuilder<String, String>> settings) {
    this.settings = settings;
  }

  static Variant of(long seed) {
    return TURNS.get((int) Math.floorMod(seed, (long) TURNS.size()));
  }

  Rows service(SimulatedProcess process, RowLocks locks) {
    return new Rows(
        process,
        locks,
        (this == EVERYTHING) ? ONE_FAILURE_IN : 0,
        builder ->
            isFramed()
                ? settings.apply(builder).tags((row, value) -> Set.of(Rows.tag(row)))
                : settings.apply(builder));
  }

  /** Whether it can do more than a plain layout can. */
  boolean isFramed() {
    return this != PLAIN;
  }

  /**
   * Whether a put is fenced. With versions the server compares them with what is there, and an
   * invalidation leaves nothing to be compared with.
   */
  boolean isPutFenced() {
    return isFramed() && this != VERSIONS;
  }
}
