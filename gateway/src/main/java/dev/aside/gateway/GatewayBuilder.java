package dev.aside.gateway;

import dev.aside.Aside;
import dev.aside.gateway.token.TokenVerifier;
import dev.aside.spi.TimeSource;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Settings of a gateway. Not thread-safe. */
public final class GatewayBuilder {
  private static final int MAX_PER_USER = 1_000_000;

  private final Aside aside;
  private final Executor executor;
  private List<Namespace> namespaces = List.of();
  private @Nullable TokenVerifier tokens;
  private boolean anonymous;
  private int maxSessionsPerUser = 1_000;
  private RateLimits rateLimits = RateLimits.standard();
  private RpcHandler rpc = (caller, method, data) -> null;
  private TimeSource time = TimeSource.system();
  private RandomGenerator random = new SecureRandom();

  GatewayBuilder(Aside aside, Executor executor) {
    this.aside = Objects.requireNonNull(aside, "aside");
    this.executor = Objects.requireNonNull(executor, "executor");
  }

  /** The namespaces; default: none, so that there are no channels. Names differ. */
  public GatewayBuilder namespaces(List<Namespace> namespaces) {
    this.namespaces = List.copyOf(namespaces);
    return this;
  }

  /** What verifies tokens; default: nothing, so that every token is refused. */
  public GatewayBuilder tokens(TokenVerifier tokens) {
    this.tokens = Objects.requireNonNull(tokens, "tokens");
    return this;
  }

  /** Whether clients may connect that name no user; default: no. */
  public GatewayBuilder allowAnonymous(boolean allowed) {
    this.anonymous = allowed;
    return this;
  }

  /**
   * Sessions of one user in this process; default 1 000, from 1 to 1 000 000. A further one is
   * closed with code 3504.
   */
  public GatewayBuilder maxSessionsPerUser(int most) {
    if (most < 1 || most > MAX_PER_USER) {
      throw new IllegalArgumentException(
          "maxSessionsPerUser: " + most + " (expected: 1 to " + MAX_PER_USER + ")");
    }
    this.maxSessionsPerUser = most;
    return this;
  }

  /** How fast clients may send commands; default {@link RateLimits#standard}. */
  public GatewayBuilder rateLimits(RateLimits limits) {
    this.rateLimits = Objects.requireNonNull(limits, "limits");
    return this;
  }

  /** Procedures that clients may call; default: none. */
  public GatewayBuilder rpc(RpcHandler handler) {
    this.rpc = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /** Time and delays; default: the system's. */
  public GatewayBuilder time(TimeSource time) {
    this.time = Objects.requireNonNull(time, "time");
    return this;
  }

  /** Chance, for jitter and the name of this process; default: secure. Thread-safe. */
  public GatewayBuilder random(RandomGenerator random) {
    this.random = Objects.requireNonNull(random, "random");
    return this;
  }

  /**
   * Checks everything and begins to listen to other processes.
   *
   * @throws IllegalArgumentException if two namespaces have one name
   */
  public Gateway build() {
    Streams streams = new Streams(aside);
    Parts parts =
        new Parts(
            Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX),
            time,
            random,
            executor,
            new Namespaces(namespaces),
            tokens,
            anonymous,
            maxSessionsPerUser,
            rpc,
            new Throttle.Shared(rateLimits, time),
            streams,
            new GatewayStats());
    return Gateway.open(parts);
  }
}
