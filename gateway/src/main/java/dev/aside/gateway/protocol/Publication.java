package dev.aside.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A message of a channel as clients see it.
 *
 * @param data JSON on one line
 * @param info who published it; null: not a client, or not told
 * @param offset its number in the channel; 0: the channel numbers nothing
 * @param epoch the life of the numbers, which the first message of it tells; else empty
 */
public record Publication(byte[] data, @Nullable ClientInfo info, long offset, String epoch) {}
