package dev.aside.gateway;

import dev.aside.gateway.protocol.ErrorCode;
import dev.aside.gateway.protocol.Json;
import dev.aside.gateway.token.ConnectionToken;
import dev.aside.gateway.token.SubscriptionToken;
import dev.aside.gateway.token.TokenException;
import dev.aside.gateway.token.TokenVerifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client may do, by its tokens and the rules of the namespace. Thread-safe. */
final class Permissions {

  /**
   * A right to subscribe.
   *
   * @param expireAtSeconds since 1970; 0: never
   * @param info what others see in the channel; null: nothing more
   */
  record Grant(long expireAtSeconds, byte @Nullable [] info) {
    static final Grant FOR_EVER = new Grant(0, null);
  }

  private final @Nullable TokenVerifier tokens;
  private final boolean anonymous;

  Permissions(@Nullable TokenVerifier tokens, boolean anonymous) {
    this.tokens = tokens;
    this.anonymous = anonymous;
  }

  /**
   * Who the client is.
   *
   * @param token empty: it shows none
   * @throws Refused if the token was good once
   * @throws Dropped if it is none of ours, or missing
   */
  ConnectionToken connect(String token) {
    if (token.isEmpty()) {
      if (!anonymous) {
        throw new Dropped(Disconnect.BAD_REQUEST);
      }
      return new ConnectionToken("", 0, null, List.of());
    }
    if (tokens == null) { // nobody can have given it one
      throw new Dropped(Disconnect.INVALID_TOKEN);
    }
    try {
      ConnectionToken verified = tokens.connection(token);
      if (verified.user().isEmpty() && !anonymous) {
        throw new Dropped(Disconnect.INVALID_TOKEN);
      }
      return verified;
    } catch (TokenException e) {
      throw refused(e, new Dropped(Disconnect.INVALID_TOKEN));
    }
  }

  /**
   * The right of a client to subscribe.
   *
   * @param token empty: it shows none
   * @throws Refused if it has no such right
   * @throws Dropped if the token is for somebody or something else
   */
  Grant subscribe(Session session, String channel, Namespace namespace, String token) {
    if (!token.isEmpty()) {
      return byToken(session, channel, token);
    }
    if (Namespaces.isPrivate(channel) || !namespace.subscribe().allows(session.user, false)) {
      throw new Refused(ErrorCode.PERMISSION_DENIED);
    }
    return Grant.FOR_EVER;
  }

  /** As {@link #subscribe} for one who must show a token. */
  Grant byToken(Session session, String channel, String token) {
    if (tokens == null) {
      throw new Refused(ErrorCode.PERMISSION_DENIED);
    }
    SubscriptionToken verified;
    try {
      verified = tokens.subscription(token);
    } catch (TokenException e) {
      throw refused(e, new Refused(ErrorCode.PERMISSION_DENIED));
    }
    boolean mine =
        verified.channel().equals(channel)
            && verified.user().equals(session.user)
            && (verified.client() == null || verified.client().equals(session.client));
    if (!mine) {
      throw new Dropped(Disconnect.INVALID_TOKEN);
    }
    byte[] info = verified.info();
    return new Grant(verified.expireAtSeconds(), (info == null) ? null : Json.of(info));
  }

  /**
   * A private channel is open to those alone whose token has let them subscribe.
   *
   * @throws Refused if the client has no such right
   */
  static void require(Access access, Session session, String channel) {
    boolean subscribed = session.attachments.containsKey(channel);
    if ((Namespaces.isPrivate(channel) && !subscribed)
        || !access.allows(session.user, subscribed)) {
      throw new Refused(ErrorCode.PERMISSION_DENIED);
    }
  }

  private static RuntimeException refused(TokenException e, RuntimeException ifInvalid) {
    return (e.reason() == TokenException.Reason.EXPIRED)
        ? new Refused(ErrorCode.TOKEN_EXPIRED)
        : ifInvalid;
  }
}
