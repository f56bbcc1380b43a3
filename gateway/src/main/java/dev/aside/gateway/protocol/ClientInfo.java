package dev.aside.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What others see of a client.
 *
 * @param user who it is; empty: nobody in particular
 * @param client the id of its connection
 * @param connInfo JSON from the token of its connection; null: none
 * @param chanInfo JSON from the token of its subscription; null: none
 */
public record ClientInfo(
    String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {}
