package dev.aside.gateway.token;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verified token says of a connection. Immutable, apart from the shared bytes.
 *
 * @param user who it is; empty: nobody in particular
 * @param expireAtSeconds when the connection must have shown a new token, in seconds since 1970; 0:
 *     never
 * @param info JSON that others see beside the user; null: none
 * @param channels what the connection is subscribed to without asking
 */
public record ConnectionToken(
    String user, long expireAtSeconds, byte @Nullable [] info, List<String> channels) {

  /** Copies the list. */
  public ConnectionToken {
    channels = List.copyOf(channels);
  }
}
