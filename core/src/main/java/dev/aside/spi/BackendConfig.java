package dev.aside.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a backend is opened with. Immutable; {@link #toString()} hides user and password.
 *
 * @see BackendProvider#open(BackendConfig)
 */
public final class BackendConfig {
  private final String uri;
  private final @Nullable Supplier<char[]> password;
  private final String clientName;
  private final String keyPrefix;
  private final Duration connectTimeout;
  private final Duration commandTimeout;
  private final TimeSource time;
  private final RandomGenerator random;

  private BackendConfig(
      String uri,
      @Nullable Supplier<char[]> password,
      String clientName,
      String keyPrefix,
      Duration connectTimeout,
      Duration commandTimeout,
      TimeSource time,
      RandomGenerator random) {
    this.uri = Objects.requireNonNull(uri, "uri");
    this.password = password;
    this.clientName = Objects.requireNonNull(clientName, "clientName");
    this.keyPrefix = Objects.requireNonNull(keyPrefix, "keyPrefix");
    this.connectTimeout = Objects.requireNonNull(connectTimeout, "connectTimeout");
    this.commandTimeout = Objects.requireNonNull(commandTimeout, "commandTimeout");
    this.time = Objects.requireNonNull(time, "time");
    this.random = Objects.requireNonNull(random, "random");
  }

  /**
   * All settings at once; {@code dev.aside.Aside.builder} is the way for users.
   *
   * @param uri with scheme, as the user gave it
   * @param password asked at each connection; null: the password in the URI, if any
   * @param clientName shown by the server in its list of connections
   * @param keyPrefix what every key begins with that the backend itself needs; may be empty
   * @param connectTimeout how long one try to connect may take
   * @param commandTimeout how long one command may take before its stage fails
   */
  public static BackendConfig of(
      String uri,
      @Nullable Supplier<char[]> password,
      String clientName,
      String keyPrefix,
      Duration connectTimeout,
      Duration commandTimeout,
      TimeSource time,
      RandomGenerator random) {
    return new BackendConfig(
        uri, password, clientName, keyPrefix, connectTimeout, commandTimeout, time, random);
  }

  /** The URI as the user gave it; may hold a password, so it must not be logged. */
  public String uri() {
    return uri;
  }

  /** Asked at each connection; null: use the password in the URI, if any. */
  public @Nullable Supplier<char[]> password() {
    return password;
  }

  /** Shown by the server in its list of connections. */
  public String clientName() {
    return clientName;
  }

  /** What every key begins with that the backend itself needs; may be empty. */
  public String keyPrefix() {
    return keyPrefix;
  }

  /** How long one try to connect may take. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** How long one command may take before its stage fails. */
  public Duration commandTimeout() {
    return commandTimeout;
  }

  /** Time and delays. */
  public TimeSource time() {
    return time;
  }

  /** Chance, for jitter. */
  public RandomGenerator random() {
    return random;
  }

  @Override
  public String toString() {
    int user = uri.indexOf("://");
    int host = uri.lastIndexOf('@');
    String safe =
        (host > user && user > 0) ? uri.substring(0, user + 3) + uri.substring(host + 1) : uri;
    return "BackendConfig[" + safe + ", clientName=" + clientName + "]";
  }
}
