package dev.aside.redis;

import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.BackendProvider;
import java.util.Set;

/**
 * Opens {@code redis://[user:password@]host[:port][/db]}, and {@code rediss://} for TLS with the
 * server's certificate and host name verified. Needs Redis 6 or later, or Valkey.
 */
public final class RedisBackendProvider implements BackendProvider {

  /** For {@link java.util.ServiceLoader}. */
  public RedisBackendProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("redis", "rediss");
  }

  @Override
  public Backend open(BackendConfig config) {
    RedisAddress address = RedisAddress.parse(config.uri());
    return LettuceBackend.open(address, Credentials.of(address, config.password()), config);
  }
}
