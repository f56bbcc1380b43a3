package dev.aside.gateway;

import dev.aside.spi.TimeSource;
import java.util.HashMap;
import java.util.Map;

/** The limits of one connection, and those that it shares. Confined to its lane. */
final class Throttle {

  /** What all connections share. Thread-safe. */
  static final class Shared {
    private final RateLimits limits;
    private final TimeSource time;
    private final Buckets users;
    private final Buckets addresses;

    Shared(RateLimits limits, TimeSource time) {
      this.limits = limits;
      this.time = time;
      this.users = new Buckets(limits.user(), time.nanoTime());
      this.addresses = new Buckets(limits.address(), time.nanoTime());
    }

    void tick() {
      users.forgetFull(time.nanoTime());
      addresses.forgetFull(time.nanoTime());
    }
  }

  private final Shared shared;
  private final String address;
  private final Map<String, TokenBucket> byCommand = new HashMap<>(); // at most one per command

  Throttle(Shared shared, String address) {
    this.shared = shared;
    this.address = address;
  }

  /** Whether one command more is within the limits. */
  boolean allows(String command, String user) {
    long now = shared.time.nanoTime();
    TokenBucket own =
        byCommand.computeIfAbsent(
            command, name -> new TokenBucket(shared.limits.command(name), now));
    return own.take(now)
        && shared.addresses.take(address, now)
        && (user.isEmpty() || shared.users.take(user, now));
  }
}
