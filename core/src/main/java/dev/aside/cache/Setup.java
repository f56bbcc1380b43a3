package dev.aside.cache;

import dev.aside.spi.Environment;
import dev.aside.spi.Lifetime;
import dev.aside.spi.RemoteStore;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the parts of one cache share: its settings and the world around it. Immutable. */
final class Setup<K, V> {
  /** A lease outlives the load that it is for by this much, for the fill to arrive. */
  static final long LEASE_SLACK_MILLIS = 1_000;

  private static final long[] NO_TAGS = {};

  final String cache;
  final KeyNames<K> names;
  final Values<V> codec;
  final RemoteStore store;
  final Environment environment;
  final Framing framing;
  final Counters counters = new Counters();
  final History<K> history;
  final FaultLog faults;
  final Refusals refusals;
  final Events<K> events;
  final @Nullable Tags tags;
  final @Nullable LocalTier<K, V> local;
  final StalePolicy stale;
  final Absences absences;

  /** How far behind the server a copy, or a load that is shared, may be. */
  final Duration maxLag;

  final Duration loadTimeout;
  final @Nullable Duration softLoadTimeout;
  final Duration intentTtl;
  final Duration holdOff;
  final int maxConcurrentLoads;
  final int maxBatch;
  final int maxValueBytes;

  private final Duration ttl;
  private final double ttlJitter;
  private final boolean remembersAbsences;

  /**
   * Whether removing a key that is being loaded is announced: its lease is the key's value then.
   */
  final boolean loadsAreAnnounced;

  private final Duration absentTtl;
  private final @Nullable BiFunction<K, V, Set<String>> tagger;
  private final @Nullable ToLongFunction<V> versions;

  Setup(
      CacheBuilder<?, V> from,
      KeyedSettings<K, V> keyed,
      KeyNames<K> names,
      TagNames tagNames,
      RemoteStore store,
      Environment environment) {
    this.cache = from.name;
    this.names = names;
    this.codec = from.values();
    this.framing = from.framing(store::estimatedMillis);
    this.environment = environment;
    this.faults = new FaultLog(from.name);
    this.history = new History<>(environment.time());
    this.refusals = new Refusals(counters, faults);
    this.events = Events.to(keyed.listener(), environment.executor(), faults);
    this.maxLag = (from.local == null ? LocalOptions.defaults() : from.local).maxLag();
    boolean framed = from.layout == Layout.FRAMED;
    this.store = framed ? store : new PlainStore(store, framing);
    TagTable table =
        framed ? new TagTable(store, environment.time(), maxLag.toNanos(), tagNames) : null;
    this.tags = (table == null) ? null : new Tags(table);
    this.local =
        (from.local == null)
            ? null
            : new LocalTier<>(environment.time(), store.coherence(), from.local, table, counters);
    this.stale =
        new StalePolicy(
            from.staleWhileRevalidate,
            from.staleIfError,
            from.forgivable,
            framed ? from.earlyRefresh : 0);
    this.absences = new Absences(environment.time(), from.absentTtl, from.absentBudget);
    this.loadTimeout = from.loadTimeout;
    this.softLoadTimeout = from.softLoadTimeout;
    this.intentTtl = from.intentTtl;
    this.holdOff = from.holdOff;
    this.maxConcurrentLoads = from.maxConcurrentLoads;
    this.maxBatch = from.maxBatch;
    this.maxValueBytes = from.maxValueBytes;
    this.ttl = from.ttl;
    this.ttlJitter = from.ttlJitter;
    this.remembersAbsences = framed;
    this.loadsAreAnnounced = framed;
    this.absentTtl = from.absentTtl;
    this.tagger = keyed.tagger();
    this.versions = from.versions;
  }

  long leaseMillis() {
    return loadTimeout.toMillis() + LEASE_SLACK_MILLIS;
  }

  /**
   * How long a value of now may live; the jitter is drawn anew each time.
   *
   * @param own the value's own TTL, used as it is; null: the cache's
   */
  Lifetime valueLifetime(@Nullable Duration own, long version) {
    long soft = (own == null) ? jittered(ttl) : own.toMillis();
    long hard = soft + stale.windowMillis();
    return new Lifetime(soft, hard, hard, version);
  }

  /** As {@link #valueLifetime} for an absence; null if absences are not remembered. */
  @Nullable Lifetime absentLifetime(@Nullable Duration own) {
    if (!remembersAbsences || (own == null && absentTtl.isZero())) {
      return null;
    }
    long millis = (own == null) ? jittered(absentTtl) : own.toMillis();
    return new Lifetime(millis, millis, millis, 0);
  }

  private long jittered(Duration full) {
    double shorter = 1 - ttlJitter * environment.random().nextDouble();
    return Math.max(1, (long) (full.toMillis() * shorter));
  }

  /**
   * The source's version of a value; 0: it has none. User code.
   *
   * @param own what was said of this value; null: nothing
   */
  long version(V value, @Nullable Long own) {
    if (own != null) {
      return own;
    }
    return (versions == null)
        ? 0
        : Settings.number("version", versions.applyAsLong(value), 0, Settings.MAX_VERSION);
  }

  /**
   * The hashes of a value's tags. User code.
   *
   * @param own what was said of this value; null: nothing
   */
  long[] tagsOf(K key, V value, @Nullable Set<String> own) {
    if (own != null) {
      return TagNames.hashes(own);
    }
    return (tagger == null) ? NO_TAGS : TagNames.hashes(tagger.apply(key, value));
  }

  /** Counts and reports that the shared level did not do its work. */
  void backendFailed(String what, @Nullable Throwable cause) {
    Throwable known = (cause == null) ? new IllegalStateException("no reply") : cause;
    counters.backendFailures.increment();
    faults.warn(what, known);
    events.degraded(what, known);
  }
}
