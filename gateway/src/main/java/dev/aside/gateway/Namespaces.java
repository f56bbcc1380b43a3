package dev.aside.gateway;

import dev.aside.gateway.protocol.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which channels there are, and by which rules. Immutable. */
final class Namespaces {
  /** What clients may name; braces would choose a slot of a Redis Cluster, so there are none. */
  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9$._:@/=,~!&+-]{1,255}");

  /** Redis's own channels, such as {@code __redis__:invalidate}, and ours. */
  private static final List<String> RESERVED = List.of("__", "aside:");

  /** A channel that begins so needs a token. */
  private static final String PRIVATE = "$";

  private final Map<String, Namespace> byName = new HashMap<>();

  Namespaces(List<Namespace> all) {
    for (Namespace namespace : all) {
      if (byName.put(namespace.name(), namespace) != null) {
        throw new IllegalArgumentException(
            "namespace: " + namespace.name() + " twice (expected: once)");
      }
    }
  }

  /**
   * The rules for {@code channel}.
   *
   * @throws Refused if there can be no such channel (107), or its namespace is none of ours (102)
   */
  Namespace of(String channel) {
    String plain = isPrivate(channel) ? channel.substring(PRIVATE.length()) : channel;
    boolean reserved = RESERVED.stream().anyMatch(plain::startsWith);
    if (reserved || !GRAMMAR.matcher(channel).matches() || plain.isEmpty()) {
      throw new Refused(ErrorCode.BAD_REQUEST);
    }
    int colon = plain.indexOf(':');
    Namespace namespace = byName.get(colon < 0 ? "" : plain.substring(0, colon));
    if (namespace == null) {
      throw new Refused(ErrorCode.UNKNOWN_CHANNEL);
    }
    return namespace;
  }

  static boolean isPrivate(String channel) {
    return channel.startsWith(PRIVATE);
  }
}
