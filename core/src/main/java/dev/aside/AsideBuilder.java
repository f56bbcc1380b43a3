package dev.aside;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one {@link Aside}. Each is checked when it is set, with a message of the form {@code
 * name: value (expected: rule)}. Not thread-safe.
 */
public final class AsideBuilder {
  private static final Duration MIN_TIMEOUT = Duration.ofMillis(10);
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  final String uri;
  @Nullable Supplier<char[]> password;
  String clientName = "aside";
  String keyPrefix = "";
  Duration connectTimeout = Duration.ofSeconds(2);
  Duration commandTimeout = Duration.ofMillis(500);
  TimeSource time = TimeSource.system();
  RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
  @Nullable Executor executor;

  AsideBuilder(String uri) {
    this.uri = Objects.requireNonNull(uri, "uri");
  }

  /** Asked for the password at each connection, so that it can change; the array is wiped. */
  public AsideBuilder password(Supplier<char[]> password) {
    this.password = Objects.requireNonNull(password, "password");
    return this;
  }

  /** Shown by the server in its list of connections; default {@code aside}. */
  public AsideBuilder clientName(String clientName) {
    this.clientName = plain("clientName", clientName);
    return this;
  }

  /** First part of every key, before the cache's name: {@code shop} makes {@code shop:user:42}. */
  public AsideBuilder keyPrefix(String keyPrefix) {
    this.keyPrefix = plain("keyPrefix", keyPrefix) + ":";
    return this;
  }

  /** How long one try to connect may take; default 2 s, from 10 ms to 1 minute. */
  public AsideBuilder connectTimeout(Duration connectTimeout) {
    this.connectTimeout = timeout("connectTimeout", connectTimeout);
    return this;
  }

  /**
   * How long one command may take before the cache goes on without it; default 500 ms, from 10 ms
   * to 1 minute.
   */
  public AsideBuilder commandTimeout(Duration commandTimeout) {
    this.commandTimeout = timeout("commandTimeout", commandTimeout);
    return this;
  }

  /** The clock and timer; for tests. */
  public AsideBuilder timeSource(TimeSource time) {
    this.time = Objects.requireNonNull(time, "time");
    return this;
  }

  /** Chance for jitter; for tests. It must be thread-safe. */
  public AsideBuilder random(RandomGenerator random) {
    this.random = Objects.requireNonNull(random, "random");
    return this;
  }

  /**
   * Where loaders and listeners run; default: a virtual thread each on Java 21 and later, else a
   * pool of daemon threads. They may block. The executor stays the caller's to close.
   */
  public AsideBuilder executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * Opens it. Returns at once: connections are made in the background, and until they stand the
   * caches go to the source.
   *
   * @throws IllegalArgumentException if the URI is malformed or no backend on the class path knows
   *     its scheme
   */
  public Aside build() {
    return new Aside(this);
  }

  private static String plain(String name, String value) {
    if (!PLAIN_NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: 1 to 64 of A-Z a-z 0-9 . _ -)");
    }
    return value;
  }

  private static Duration timeout(String name, Duration value) {
    if (value.compareTo(MIN_TIMEOUT) < 0 || value.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + MIN_TIMEOUT + " to " + MAX_TIMEOUT + ")");
    }
    return value;
  }
}
