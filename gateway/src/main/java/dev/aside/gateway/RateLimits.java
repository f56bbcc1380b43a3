package dev.aside.gateway;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How fast clients may send commands: each connection by kind of command, all connections of a user
 * together, and all of an address together, in this process. A command too many is answered with
 * error 111, which clients take as "later". Immutable.
 */
public final class RateLimits {
  /** Commands that a limit of its own may be set for. */
  private static final Set<String> COMMANDS =
      Set.of(
          "connect",
          "subscribe",
          "unsubscribe",
          "publish",
          "presence",
          "presence_stats",
          "history",
          "rpc",
          "send",
          "refresh",
          "sub_refresh");

  private static final Rate ANY = new Rate(50, 200);
  private static final Rate SHARED = new Rate(500, 2_000);

  private final Map<String, Rate> byCommand;
  private final Rate others;
  private final Rate user;
  private final Rate address;

  private RateLimits(Map<String, Rate> byCommand, Rate others, Rate user, Rate address) {
    this.byCommand = Map.copyOf(byCommand);
    this.others = others;
    this.user = user;
    this.address = address;
  }

  /**
   * For each connection 50 commands a second of each kind after a burst of 200; for a user and for
   * an address 500 in all after 2 000.
   */
  public static RateLimits standard() {
    return new RateLimits(Map.of(), ANY, SHARED, SHARED);
  }

  /**
   * With another limit for one kind of command on each connection.
   *
   * @param command its name in the protocol, such as {@code publish}
   */
  public RateLimits withCommand(String command, Rate rate) {
    if (!COMMANDS.contains(command)) {
      throw new IllegalArgumentException(
          "command: " + command + " (expected: one of " + new TreeSet<>(COMMANDS) + ")");
    }
    Map<String, Rate> more = new TreeMap<>(byCommand);
    more.put(command, rate);
    return new RateLimits(more, others, user, address);
  }

  /** With another limit for all connections of one user. Does not concern clients without one. */
  public RateLimits withUser(Rate rate) {
    return new RateLimits(byCommand, others, rate, address);
  }

  /** With another limit for all connections of one address. */
  public RateLimits withAddress(Rate rate) {
    return new RateLimits(byCommand, others, user, rate);
  }

  Rate command(String name) {
    return byCommand.getOrDefault(name, others);
  }

  Rate user() {
    return user;
  }

  Rate address() {
    return address;
  }
}
