package dev.aside.redis;

import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.Lifetime;
import dev.aside.spi.TimeSource;
import dev.aside.testkit.Await;
import dev.aside.testkit.Backends;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens backends the way the tests of faults need them. */
final class Open {
  static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  static final Duration LAG = Duration.ofMillis(400);
  static final Lifetime MINUTE = new Lifetime(60_000, 60_000, 60_000, 0);

  private Open() {}

  /** With time-outs as an application would have them. */
  static Backend at(String uri) {
    return at(uri, null);
  }

  static Backend at(String uri, @Nullable Supplier<char[]> password) {
    return with(uri, password, /* keyPrefix= */ "", COMMAND_TIMEOUT, TimeSource.system());
  }

  static Backend with(
      String uri,
      @Nullable Supplier<char[]> password,
      String keyPrefix,
      Duration commandTimeout,
      TimeSource time) {
    return Backends.open(
        BackendConfig.of(
            uri,
            password,
            "test-client",
            keyPrefix,
            CONNECT_TIMEOUT,
            commandTimeout,
            time,
            () -> ThreadLocalRandom.current().nextLong()));
  }

  /** As {@link #at(String)}, and waits until it can be used. */
  static Backend available(String uri) {
    Backend backend = at(uri);
    awaitHealthy(backend);
    return backend;
  }

  /** As {@link #available}, with changes announced to whoever keeps copies. */
  static Backend coherent(String uri) {
    return coherent(at(uri));
  }

  static Backend coherent(Backend backend) {
    backend.store().coherence().keepWithin(LAG);
    awaitHealthy(backend);
    Await.until("changes are announced", () -> backend.store().coherence().epoch() != 0);
    return backend;
  }

  static void awaitHealthy(Backend backend) {
    Await.until(
        "all connections are there",
        () -> backend.store().isAvailable() && backend.troubles().isEmpty());
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
