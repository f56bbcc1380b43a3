package dev.aside.cache;

import dev.aside.spi.Environment;
import dev.aside.spi.Lifetime;
import dev.aside.spi.RemoteStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the parts of one cache share: its settings and the world around it. Immutable. */
final class Setup<K, V> {
  final String cache;
  final KeyNames<K> names;
  final Values<V> codec;
  final RemoteStore store;
  final Environment environment;
  final Framing framing;
  final Counters counters = new Counters();
  final FaultLog faults;
  final Refusals refusals;
  final @Nullable LocalTier<K, V> local;

  /** How far behind the server a copy, or a load that is shared, may be. */
  final Duration maxLag;

  final Duration loadTimeout;
  final Duration intentTtl;
  final int maxConcurrentLoads;
  final int maxValueBytes;
  private final Duration ttl;
  private final double ttlJitter;
  private final Duration absentTtl;

  Setup(CacheBuilder<K, V> from, KeyNames<K> names, RemoteStore store, Environment environment) {
    this.cache = from.name;
    this.names = names;
    this.codec = from.values();
    this.store = store;
    this.environment = environment;
    this.framing = from.framing(store::estimatedMillis);
    this.faults = new FaultLog(from.name);
    this.refusals = new Refusals(counters, faults);
    this.local =
        (from.local == null)
            ? null
            : new LocalTier<>(environment.time(), store.coherence(), from.local);
    this.maxLag = (from.local == null ? LocalOptions.defaults() : from.local).maxLag();
    this.loadTimeout = from.loadTimeout;
    this.intentTtl = from.intentTtl;
    this.maxConcurrentLoads = from.maxConcurrentLoads;
    this.maxValueBytes = from.maxValueBytes;
    this.ttl = from.ttl;
    this.ttlJitter = from.ttlJitter;
    this.absentTtl = from.absentTtl;
  }

  /** How long a value of now may live; the jitter is drawn anew each time. */
  Lifetime valueLifetime() {
    return lifetime(jittered(ttl));
  }

  /** As {@link #valueLifetime} for an absence; null if absences are not remembered. */
  @Nullable Lifetime absentLifetime() {
    return absentTtl.isZero() ? null : lifetime(jittered(absentTtl));
  }

  static Lifetime lifetime(long millis) {
    return new Lifetime(millis, millis, millis, 0);
  }

  private long jittered(Duration full) {
    double shorter = 1 - ttlJitter * environment.random().nextDouble();
    return Math.max(1, (long) (full.toMillis() * shorter));
  }

  /** Counts and reports that the shared level did not do its work. */
  void backendFailed(String what, Throwable cause) {
    counters.backendFailures.increment();
    faults.warn(what, cause);
  }
}
