package dev.aside.gateway;

import dev.aside.gateway.token.TokenVerifier;
import dev.aside.spi.TimeSource;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What every part of a gateway works with. Immutable. */
record Parts(
    String node,
    TimeSource time,
    RandomGenerator random,
    Executor executor,
    Namespaces namespaces,
    @Nullable TokenVerifier tokens,
    boolean anonymous,
    int maxSessionsPerUser,
    RpcHandler rpc,
    Throttle.Shared throttles,
    Streams streams,
    GatewayStats stats) {

  /** The clock on the wall. */
  long nowSeconds() {
    return TimeUnit.MILLISECONDS.toSeconds(time.wallMillis());
  }
}
