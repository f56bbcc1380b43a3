import dev.aside.redis.RedisBackendProvider;
import dev.aside.spi.BackendProvider;
import org.jspecify.annotations.NullMarked;

/** Entries and messages on Redis or Valkey, through Lettuce. Found by its schemes; no API. */
@NullMarked
module dev.aside.redis {
  requires dev.aside.core;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires lettuce.core;
  requires static transitive org.jspecify;

  provides BackendProvider with
      RedisBackendProvider;
}
