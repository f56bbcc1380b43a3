package dev.aside.gateway.token;

import org.jspecify.annotations.Nullable;

/**
 * What a verified token says of a subscription. Immutable, apart from the shared bytes.
 *
 * @param user whose it is; must be the connection's
 * @param channel what it allows to subscribe to
 * @param client the one connection that may use it; null: any of the user's
 * @param expireAtSeconds when it must have been renewed, in seconds since 1970; 0: never
 * @param info JSON that others see in this channel; null: none
 */
public record SubscriptionToken(
    String user,
    String channel,
    @Nullable String client,
    long expireAtSeconds,
    byte @Nullable [] info) {}
