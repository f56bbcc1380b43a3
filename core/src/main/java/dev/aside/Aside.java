package dev.aside;

import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Caches;
import dev.aside.cache.LocalOptions;
import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.BackendProvider;
import dev.aside.spi.Coherence;
import dev.aside.spi.Environment;
import dev.aside.spi.TimeSource;
import dev.aside.topic.TopicBuilder;
import dev.aside.topic.Topics;
import java.time.Duration;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection to one server, and everything made from it. A process needs one. Thread-safe.
 *
 * <pre>{@code
 * try (Aside aside = Aside.connect("redis://localhost:6379/0")) {
 *   AsideCache<String, User> users = aside.cache("user", User.class).build();
 *   User user = users.get("42", database::findUser);
 * }
 * }</pre>
 */
public final class Aside implements AutoCloseable {
  private final Backend backend;
  private final TimeSource time;
  private final UserThreads threads;
  private final Caches caches;
  private final Topics topics;
  private final AtomicBoolean closed = new AtomicBoolean();

  Aside(AsideBuilder builder) {
    time = builder.time;
    threads = UserThreads.over(builder.executor);
    backend = open(builder);
    backend.store().coherence().keepWithin(LocalOptions.defaults().maxLag()); // for health()
    Environment environment = new Environment(builder.time, builder.random, threads);
    caches = Caches.over(backend, environment, builder.keyPrefix);
    topics = Topics.over(backend.broker(), backend.log(), environment);
  }

  /**
   * Opens a server with default settings: {@link #builder} with nothing set.
   *
   * @param uri {@code redis://[user:password@]host:port/db}, {@code rediss://} for TLS, or {@code
   *     memory:} for this process alone
   * @throws IllegalArgumentException if the URI is malformed or no backend on the class path knows
   *     its scheme
   */
  public static Aside connect(String uri) {
    return builder(uri).build();
  }

  /** Settings for opening a server; see {@link #connect} for the forms of the URI. */
  public static AsideBuilder builder(String uri) {
    return new AsideBuilder(uri);
  }

  /** A cache with text keys and JSON values. */
  public <V> CacheBuilder<String, V> cache(String name, Class<V> valueType) {
    return cache(name, String.class, valueType);
  }

  /**
   * A cache with JSON values.
   *
   * @param name first part of the keys, shown in metrics: 1 to 64 of {@code A-Z a-z 0-9 . _ -}
   * @param keyType text, a whole number, {@code UUID}, {@code Boolean}, {@code Character} or an
   *     enum
   */
  public <K, V> CacheBuilder<K, V> cache(String name, Class<K> keyType, Class<V> valueType) {
    return caches.builder(name, keyType, Codec.json(valueType));
  }

  /** A cache with text keys and values in a form of your own. */
  public <V> CacheBuilder<String, V> cache(String name, Codec<V> codec) {
    return caches.builder(name, String.class, codec);
  }

  /**
   * A topic. {@code String} messages are sent as UTF-8 text as they are, {@code byte[]} as they
   * are, others as JSON.
   *
   * @param name the channel: 1 to 512 bytes of UTF-8
   */
  public <T> TopicBuilder<T> topic(String name, Class<T> messageType) {
    return topics.builder(name, Codecs.forMessages(messageType));
  }

  /** A topic with messages in a form of your own. */
  public <T> TopicBuilder<T> topic(String name, Codec<T> codec) {
    return topics.builder(name, codec);
  }

  /** How it is now; never blocks. */
  public Health health() {
    return Health.of(
        backend.troubles(),
        backend.limitations(),
        isCoherent(backend.store().coherence()),
        Duration.ofNanos(backend.store().coherence().distrustedNanos()));
  }

  private boolean isCoherent(Coherence coherence) {
    long barrier = coherence.barrierNanos();
    return coherence.epoch() != 0
        && time.nanoTime() - barrier <= LocalOptions.defaults().maxLag().toNanos();
  }

  /**
   * Ends subscriptions, gives leases back and closes every connection, within a few seconds. Caches
   * and topics made from it can no longer be used. Does nothing the second time.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      topics.close();
      caches.close();
      backend.close();
      threads.close();
    }
  }

  private static Backend open(AsideBuilder builder) {
    BackendProvider provider = provider(scheme(builder.uri));
    return provider.open(
        BackendConfig.of(
            builder.uri,
            builder.password,
            builder.clientName,
            builder.keyPrefix,
            builder.connectTimeout,
            builder.commandTimeout,
            builder.time,
            builder.random));
  }

  private static String scheme(String uri) {
    int colon = uri.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException(
          "uri: no scheme (expected: redis://host:port/db, rediss://host:port/db or memory:)");
    }
    return uri.substring(0, colon).toLowerCase(Locale.ROOT);
  }

  private static BackendProvider provider(String scheme) {
    TreeSet<String> known = new TreeSet<>();
    for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
      if (provider.schemes().contains(scheme)) {
        return provider;
      }
      known.addAll(provider.schemes());
    }
    throw new IllegalArgumentException(
        "uri: scheme " + scheme + " (expected: one of " + known + "; is aside-redis there?)");
  }
}
