package dev.aside.redis;

import dev.aside.spi.Backend;
import dev.aside.testkit.Backends;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RemoteStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class LettuceStoreTest extends RemoteStoreContract {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Override
  protected Backend open() {
    return Backends.open(redis.uri());
  }
}
