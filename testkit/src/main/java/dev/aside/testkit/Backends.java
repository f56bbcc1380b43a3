package dev.aside.testkit;

import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.BackendProvider;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadLocalRandom;

/** Opens backends for tests, as an application does: by the scheme of a URI. */
public final class Backends {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** More than an application would have: a busy machine must not fail a test. */
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

  private Backends() {}

  /** Opens {@code uri} with settings that suit tests. */
  public static Backend open(String uri) {
    return open(
        BackendConfig.of(
            uri,
            /* password= */ null,
            "test",
            /* keyPrefix= */ "",
            CONNECT_TIMEOUT,
            COMMAND_TIMEOUT,
            TimeSource.system(),
            () -> ThreadLocalRandom.current().nextLong()));
  }

  /**
   * Opens what {@code config} says.
   *
   * @throws IllegalArgumentException if there is no backend for its scheme
   */
  public static Backend open(BackendConfig config) {
    String scheme = config.uri().substring(0, config.uri().indexOf(':'));
    for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
      if (provider.schemes().contains(scheme)) {
        return provider.open(config);
      }
    }
    throw new IllegalArgumentException("scheme: " + scheme + " (expected: one on the class path)");
  }
}
