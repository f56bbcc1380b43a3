package dev.aside.server;

import dev.aside.Aside;
import dev.aside.gateway.Access;
import dev.aside.gateway.Gateway;
import dev.aside.gateway.GatewayBuilder;
import dev.aside.gateway.Namespace;
import dev.aside.gateway.token.TokenKey;
import dev.aside.gateway.token.TokenVerifier;
import dev.aside.server.config.Configuration;
import dev.aside.server.config.Settings;
import dev.aside.server.gateway.GatewayThreads;
import dev.aside.server.live.ChannelTopics;
import dev.aside.spi.TimeSource;
import java.util.List;

/** Makes the gateway of a server from its settings. Stateless. */
final class Gateways {
  private Gateways() {}

  /** A gateway that {@code resources} close before {@code aside}, which was there first. */
  static Gateway open(
      Configuration configuration, Aside aside, TimeSource time, Resources resources) {
    List<TokenKey> keys = configuration.get(Settings.TOKEN_KEY);
    GatewayThreads threads = resources.add(GatewayThreads.start());
    GatewayBuilder builder =
        Gateway.over(aside, threads)
            .namespaces(namespaces())
            .allowAnonymous(configuration.get(Settings.ANONYMOUS).allowed(!keys.isEmpty()))
            .time(time);
    if (!keys.isEmpty()) {
      builder.tokens(verifier(configuration, keys, time));
    }
    return resources.add(builder.build());
  }

  /**
   * Rooms with history and presence; channels without a colon, such as {@code chat_channel}, are
   * shared with any other client of Redis.
   */
  private static List<Namespace> namespaces() {
    return List.of(
        Namespace.of("").withSubscribe(Access.ANYONE).withPublish(Access.ANYONE),
        Namespace.of("room")
            .withHistory(ChannelTopics.ROOM_HISTORY, ChannelTopics.ROOM_KEEP)
            .withPresence()
            .withJoinLeave()
            .withSubscribe(Access.ANYONE)
            .withPublish(Access.ANYONE));
  }

  private static TokenVerifier verifier(
      Configuration configuration, List<TokenKey> keys, TimeSource time) {
    TokenVerifier verifier = TokenVerifier.of(keys, time);
    String issuer = configuration.get(Settings.TOKEN_ISSUER);
    String audience = configuration.get(Settings.TOKEN_AUDIENCE);
    verifier = issuer.isEmpty() ? verifier : verifier.requireIssuer(issuer);
    return audience.isEmpty() ? verifier : verifier.requireAudience(audience);
  }
}
