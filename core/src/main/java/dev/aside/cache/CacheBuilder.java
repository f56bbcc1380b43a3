package dev.aside.cache;

import dev.aside.Codec;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one cache. Each is checked when it is set and all together in {@link #build()}, with
 * a message of the form {@code name: value (expected: rule)}. Not thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class CacheBuilder<K, V> {
  private static final Duration MAX_WINDOW = Duration.ofDays(30);
  private static final Duration MAX_HOLD_OFF = Duration.ofMinutes(10);
  private static final double MAX_BETA = 100;
  private static final int MAX_ABSENT_BUDGET = 10_000_000;
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
  private final KeyType<K> keyType;

  Duration ttl = Duration.ofMinutes(10);
  double ttlJitter = 0.1;
  Duration absentTtl = Duration.ofSeconds(5);
  int absentBudget = 10_000;
  Duration staleWhileRevalidate = Duration.ZERO;
  Duration staleIfError = Duration.ZERO;
  Predicate<Throwable> forgivable = error -> true;
  double earlyRefresh = 1.0;
  @Nullable Duration softLoadTimeout;
  Duration holdOff = Duration.ZERO;
  Duration loadTimeout = Duration.ofSeconds(10);
  Duration intentTtl = Duration.ofSeconds(30);
  int maxConcurrentLoads = 64;
  int maxBatch = 1_000;
  int maxValueBytes = 1 << 20;
  KeyDigest digest = KeyDigest.ofLongKeys();
  @Nullable TenantScope tenants;
  int schema;
  boolean immutableValues;
  @Nullable Compression compression;
  @Nullable SigningKeys signingKeys;
  Layout layout = Layout.FRAMED;
  @Nullable LocalOptions local = LocalOptions.defaults();
  boolean isLocalChosen;
  private @Nullable Loader<? super K, ? extends V> loader;
  private @Nullable ContextLoader<? super K, V> contextLoader;
  private @Nullable BatchLoader<K, V> batchLoader;
  @Nullable BiFunction<K, V, Set<String>> tagger;
  @Nullable ToLongFunction<V> versions;
  private @Nullable CacheListener<? super K> listener;

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
    this.absentTtl =
        Settings.duration("absentTtl", absentTtl, Duration.ZERO, Settings.MAX_ABSENT_TTL);
    return this;
  }

  /**
   * How many absences this process stores at the server in each {@code absentTtl}, so that random
   * unknown ids cannot fill it; default 10 000, from 0 to 10 million. More are not remembered
   * there. In memory, absences have a tenth of the room of values, and do not compete with them.
   */
  public CacheBuilder<K, V> absentBudget(int absentBudget) {
    this.absentBudget = (int) Settings.number("absentBudget", absentBudget, 0, MAX_ABSENT_BUDGET);
    return this;
  }

  /**
   * For this long after the TTL the old value is served at once, while one reader of the fleet
   * loads the new one in the background (RFC 5861 section 3); default 0, at most 30 days. Never
   * after the value was invalidated, except by {@link Invalidation#SOFT}.
   */
  public CacheBuilder<K, V> staleWhileRevalidate(Duration staleWhileRevalidate) {
    this.staleWhileRevalidate =
        Settings.duration("staleWhileRevalidate", staleWhileRevalidate, Duration.ZERO, MAX_WINDOW);
    return this;
  }

  /**
   * For this long after the TTL the old value is served if the loader fails (RFC 5861 section 4);
   * default 0, at most 30 days. After a failure nobody in the fleet loads the key for 1 s, then 2
   * s, 4 s and so on to 30 s, a quarter more or less. Never after the value was invalidated, except
   * by {@link Invalidation#SOFT}.
   */
  public CacheBuilder<K, V> staleIfError(Duration staleIfError) {
    return staleIfError(staleIfError, error -> true);
  }

  /**
   * As {@link #staleIfError(Duration)}, for failures that {@code forgivable} accepts: it is given
   * what the loader threw, or a {@link dev.aside.LoadTimeoutException} or {@link
   * dev.aside.LoadRejectedException}. It may run on a timer thread and must be quick.
   */
  public CacheBuilder<K, V> staleIfError(Duration staleIfError, Predicate<Throwable> forgivable) {
    this.staleIfError = Settings.duration("staleIfError", staleIfError, Duration.ZERO, MAX_WINDOW);
    this.forgivable = Objects.requireNonNull(forgivable, "forgivable");
    return this;
  }

  /**
   * Has values that are slow to load replaced a little before their time, by one reader, drawn by
   * chance, so that not all readers wait at the end (XFetch). The larger, the earlier: by {@code
   * beta} times the load time on average; default 1, 0 is off, at most 100.
   */
  public CacheBuilder<K, V> earlyRefresh(double beta) {
    if (!(beta >= 0 && beta <= MAX_BETA)) { // written so that NaN fails too
      throw new IllegalArgumentException(
          "earlyRefresh: " + beta + " (expected: 0.0 to " + MAX_BETA + ")");
    }
    this.earlyRefresh = beta;
    return this;
  }

  /**
   * After this a caller gets the stale value, if there is one that a stale window allows, and the
   * load goes on; default none, from 1 ms to less than {@code loadTimeout}.
   */
  public CacheBuilder<K, V> softLoadTimeout(Duration softLoadTimeout) {
    this.softLoadTimeout =
        Settings.duration("softLoadTimeout", softLoadTimeout, Settings.MIN_TTL, MAX_LOAD_TIMEOUT);
    return this;
  }

  /**
   * For this long after an invalidation what is loaded is returned and not stored: for loaders that
   * read from a replica of the database which lags behind by no more than this. Default 0, at most
   * 10 minutes.
   */
  public CacheBuilder<K, V> holdOff(Duration holdOff) {
    this.holdOff = Settings.duration("holdOff", holdOff, Duration.ZERO, MAX_HOLD_OFF);
    return this;
  }

  /**
   * After this the callers get a {@link dev.aside.LoadTimeoutException}, the loader is interrupted,
   * and its late result is dropped; default 10 s, from 10 ms to 10 minutes. Time spent waiting for
   * a free place counts.
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

  /** The most keys of one call of a batch loader; default 1 000, from 1 to 100 000. */
  public CacheBuilder<K, V> maxBatch(int maxBatch) {
    this.maxBatch = (int) Settings.number("maxBatch", maxBatch, 1, AsideCache.MAX_BATCH);
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
   * Makes each key one of the tenant on whose behalf the cache is called: {@code user:acme:42} and
   * {@code user:globex:42} are two entries, and nobody is ever served another tenant's. Default:
   * keys have no tenants. A call without a tenant is an {@link IllegalStateException}, and reaches
   * neither cache nor loader; a tenant's name has 1 to {@value TenantScope#MAX_TENANT_BYTES} bytes
   * of UTF-8.
   *
   * <p>Tags, {@link AsideCache#clear()} and the statistics are of the whole cache. To invalidate
   * what has a tag for one tenant only, put the tenant's name into the tag.
   */
  public CacheBuilder<K, V> tenantScoped(TenantScope tenants) {
    this.tenants = Objects.requireNonNull(tenants, "tenants");
    return this;
  }

  /**
   * Whether stored names hold a digest of each key, by SHA-256, instead of the key: {@code user:h:}
   * and 32 hexadecimal digits; default false, when only keys longer than 200 bytes do. Names are
   * seen by everybody who may use the server, in its slow log and by its monitor. Where keys can be
   * guessed, such as mail addresses, {@link #hashKeys(byte[])} keeps what this does not.
   */
  public CacheBuilder<K, V> hashKeys(boolean hashKeys) {
    this.digest = hashKeys ? KeyDigest.ofEveryKey(null) : KeyDigest.ofLongKeys();
    return this;
  }

  /**
   * As {@link #hashKeys(boolean)}, by HMAC-SHA256 under a secret of 32 to 1024 bytes, so that
   * nobody without it can try out keys. It cannot be changed while services run: processes with
   * different secrets do not see each other's values, nor their invalidations. So it is not one of
   * {@link #signingKeys}, which can.
   */
  public CacheBuilder<K, V> hashKeys(byte[] secret) {
    this.digest = KeyDigest.ofEveryKey(KeyedHash.of("hashKeys", secret));
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
    this.isLocalChosen = true;
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

  /** The loader of {@link AsideCache#get(Object)}, in place of one set by {@link #loader}. */
  public CacheBuilder<K, V> contextLoader(ContextLoader<? super K, V> contextLoader) {
    this.contextLoader = Objects.requireNonNull(contextLoader, "contextLoader");
    return this;
  }

  /** The loader of {@link AsideCache#getAll(java.util.Collection)}. */
  public CacheBuilder<K, V> batchLoader(BatchLoader<K, V> batchLoader) {
    this.batchLoader = Objects.requireNonNull(batchLoader, "batchLoader");
    return this;
  }

  /**
   * The tags of a value, by any of which it can be invalidated together with others; at most 64,
   * each of 1 to 1 024 bytes of UTF-8. Called after each load and {@code put}, where loaders run.
   *
   * <pre>{@code
   * .tags((id, user) -> Set.of("city:" + user.city()))
   * }</pre>
   */
  public CacheBuilder<K, V> tags(BiFunction<K, V, Set<String>> tags) {
    this.tagger = Objects.requireNonNull(tags, "tags");
    return this;
  }

  /**
   * The source's version of a value, such as a row's version column, from 0 (none) to 2^53: a
   * stored version never goes down. Called after each load and {@code put}.
   */
  public CacheBuilder<K, V> version(ToLongFunction<V> version) {
    this.versions = Objects.requireNonNull(version, "version");
    return this;
  }

  /** In which form values are stored at the server; default {@link Layout#FRAMED}. */
  public CacheBuilder<K, V> layout(Layout layout) {
    this.layout = Objects.requireNonNull(layout, "layout");
    return this;
  }

  /** Who hears what the cache does; default nobody. */
  public CacheBuilder<K, V> listener(CacheListener<? super K> listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /**
   * Builds the cache. Two caches of one name share their entries in L2, so they must have the same
   * codec. Settings that will not do what is meant are named once, as warnings in the log.
   *
   * @throws IllegalArgumentException if settings contradict each other
   */
  public AsideCache<K, V> build() {
    Advice.refuse(this);
    return caches.build(this);
  }

  KeyedSettings<K, V> keyed() {
    return new KeyedSettings<>(keyType, loader, contextLoader, batchLoader, tagger, listener);
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
