package dev.aside.cache;

import dev.aside.Codec;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one cache. Each is checked when it is set and all together in {@link #build()}, with
 * a message of the form {@code name: value (expected: rule)}. Not thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class CacheBuilder<K, V> {
  private static final Duration MAX_ABSENT_TTL = Duration.ofDays(1);
  private static final Duration MIN_LOAD_TIMEOUT = Duration.ofMillis(10);
  private static final Duration MAX_LOAD_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration MIN_INTENT_TTL = Duration.ofSeconds(1);
  private static final Duration MAX_INTENT_TTL = Duration.ofMinutes(10);
  private static final int MAX_CONCURRENT_LOADS = 10_000;

  /**
   * Redis holds up to 512 MiB, but no single value may stall everything behind it for that long.
   */
  private static final int MAX_VALUE_BYTES = 64 << 20;

  private final Caches caches;
  final String name;
  final Codec<V> codec;
  final KeyType<K> keyType;

  Duration ttl = Duration.ofMinutes(10);
  double ttlJitter = 0.1;
  Duration absentTtl = Duration.ofSeconds(5);
  Duration loadTimeout = Duration.ofSeconds(10);
  Duration intentTtl = Duration.ofSeconds(30);
  int maxConcurrentLoads = 64;
  int maxValueBytes = 1 << 20;
  private int schema;
  private boolean immutableValues;
  private @Nullable Compression compression;
  private @Nullable SigningKeys signingKeys;
  @Nullable LocalOptions local = LocalOptions.defaults();
  @Nullable Loader<? super K, ? extends V> loader;
  @Nullable BatchLoader<K, V> batchLoader;

  CacheBuilder(Caches caches, String name, KeyType<K> keyType, Codec<V> codec) {
    this.caches = caches;
    this.name = name;
    this.keyType = keyType;
    this.codec = codec;
    schema(codec.schemaId());
  }

  /** Fresh for this long; default 10 minutes, from 1 ms to 30 days. */
  public CacheBuilder<K, V> ttl(Duration ttl) {
    this.ttl = Settings.duration("ttl", ttl, Settings.MIN_TTL, Settings.MAX_TTL);
    return this;
  }

  /**
   * Makes each TTL shorter by a random part of up to this fraction, so that entries written
   * together do not expire together; default 0.1, from 0 to 1.
   */
  public CacheBuilder<K, V> ttlJitter(double ttlJitter) {
    this.ttlJitter = Settings.fraction("ttlJitter", ttlJitter);
    return this;
  }

  /**
   * How long "the source has no such key" is remembered; default 5 s, zero is off, at most 1 day.
   */
  public CacheBuilder<K, V> absentTtl(Duration absentTtl) {
    this.absentTtl = Settings.duration("absentTtl", absentTtl, Duration.ZERO, MAX_ABSENT_TTL);
    return this;
  }

  /**
   * After this the callers get a {@link dev.aside.LoadTimeoutException} and the load's late result
   * is dropped; default 10 s, from 10 ms to 10 minutes. Time spent waiting for a free place counts.
   */
  public CacheBuilder<K, V> loadTimeout(Duration loadTimeout) {
    this.loadTimeout =
        Settings.duration("loadTimeout", loadTimeout, MIN_LOAD_TIMEOUT, MAX_LOAD_TIMEOUT);
    return this;
  }

  /**
   * How long a transaction of {@link AsideCache#write} may take and still be protected should the
   * process die in it; default 30 s, from 1 s to 10 minutes.
   */
  public CacheBuilder<K, V> intentTtl(Duration intentTtl) {
    this.intentTtl = Settings.duration("intentTtl", intentTtl, MIN_INTENT_TTL, MAX_INTENT_TTL);
    return this;
  }

  /**
   * How many loads of this cache run at once in this process; default 64, from 1 to 10 000. Ten
   * times as many may wait; more get a {@link dev.aside.LoadRejectedException}.
   */
  public CacheBuilder<K, V> maxConcurrentLoads(int maxConcurrentLoads) {
    this.maxConcurrentLoads =
        (int) Settings.number("maxConcurrentLoads", maxConcurrentLoads, 1, MAX_CONCURRENT_LOADS);
    return this;
  }

  /**
   * The largest value that is stored, in bytes as encoded and before any compression; default 1
   * MiB, from 1 byte to 64 MiB. A larger one is returned to the callers of its load and counted,
   * but not stored.
   */
  public CacheBuilder<K, V> maxValueBytes(int maxValueBytes) {
    this.maxValueBytes = (int) Settings.number("maxValueBytes", maxValueBytes, 1, MAX_VALUE_BYTES);
    return this;
  }

  /**
   * The number of the form that the values are stored in; default {@link Codec#schemaId()}, which
   * is 0 for the built-in codecs; from 0 on. Raise it when values of before cannot be read any
   * more, or would be misunderstood.
   *
   * <p>A stored value of a lower number is a miss and is replaced. One of a higher number is a miss
   * and is left alone, so that two versions of a service on one Redis do not replace each other's
   * values in turn: the older one loads without storing until it is gone. To go back, raise the
   * number once more.
   */
  public CacheBuilder<K, V> schema(int schema) {
    this.schema = (int) Settings.number("schema", schema, 0, Integer.MAX_VALUE);
    return this;
  }

  /**
   * Declares that nobody changes a value, so that hits in this process hand the same object to all
   * callers, without decoding it for each. Not needed where the codec knows it: see {@link
   * Codec#isImmutable}. If somebody does change one, all callers see that until the copy goes.
   */
  public CacheBuilder<K, V> immutableValues() {
    this.immutableValues = true;
    return this;
  }

  /**
   * Compresses large values; default: none. What was compressed is read with any setting, up to
   * {@code maxValueBytes} when inflated: a larger one is treated as damaged.
   */
  public CacheBuilder<K, V> compression(Compression compression) {
    this.compression = Objects.requireNonNull(compression, "compression");
    return this;
  }

  /**
   * Signs what is stored, and serves only what is signed with one of {@code keys}; default: none.
   * Whoever can write to the server then can neither make a value up nor move one to another key;
   * see the guide for what they still can. An entry without a good signature is a miss, is counted
   * as unreadable and replaced. All processes that share the cache need the same keys: one that has
   * none leaves signed values alone.
   */
  public CacheBuilder<K, V> signingKeys(SigningKeys keys) {
    this.signingKeys = Objects.requireNonNull(keys, "keys");
    return this;
  }

  /** {@link #signingKeys} with one key that never changes. */
  public CacheBuilder<K, V> signingKey(byte[] secret) {
    return signingKeys(SigningKeys.of(1, secret));
  }

  /** The copies in this process; default {@link LocalOptions#defaults()}. */
  public CacheBuilder<K, V> local(LocalOptions local) {
    this.local = Objects.requireNonNull(local, "local");
    return this;
  }

  /** Keeps no copies in this process: each hit asks the server. */
  public CacheBuilder<K, V> noLocal() {
    this.local = null;
    return this;
  }

  /** The loader of {@link AsideCache#get(Object)}. */
  public CacheBuilder<K, V> loader(Loader<? super K, ? extends V> loader) {
    this.loader = Objects.requireNonNull(loader, "loader");
    return this;
  }

  /** The loader of {@link AsideCache#getAll(java.util.Collection)}. */
  public CacheBuilder<K, V> batchLoader(BatchLoader<K, V> batchLoader) {
    this.batchLoader = Objects.requireNonNull(batchLoader, "batchLoader");
    return this;
  }

  /**
   * Builds the cache. Two caches of one name share their entries in L2, so they must have the same
   * codec.
   */
  public AsideCache<K, V> build() {
    return caches.build(this);
  }

  Values<V> values() {
    return new Values<>(codec, immutableValues || codec.isImmutable());
  }

  /** How values are stored; {@code serverMillis} is 0 while the server's clock is not known. */
  Framing framing(LongSupplier serverMillis) {
    return new Framing(
        schema,
        new Packing(compression, maxValueBytes),
        (signingKeys == null) ? Seal.checkSum() : Seal.signature(signingKeys, serverMillis));
  }
}
