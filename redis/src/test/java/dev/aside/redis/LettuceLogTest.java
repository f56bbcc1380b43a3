package dev.aside.redis;

import dev.aside.spi.Backend;
import dev.aside.testkit.Backends;
import dev.aside.testkit.LogContract;
import dev.aside.testkit.RedisExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class LettuceLogTest extends LogContract {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Override
  protected Backend open() {
    return Backends.open(redis.uri());
  }
}
