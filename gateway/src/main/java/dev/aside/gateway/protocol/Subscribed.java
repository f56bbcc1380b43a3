package dev.aside.gateway.protocol;

import java.util.List;

/**
 * How a subscription begins.
 *
 * @param ttlSeconds when a new token must come; 0: never
 * @param recoverable whether the client may come back to a position
 * @param positioned whether its position is watched
 * @param wasRecovering whether the client asked for what it had missed
 * @param recovered whether {@code publications} are all of that
 * @param epoch the life of the channel's numbers; empty: it numbers nothing
 * @param offset the client's place before {@code publications}
 */
public record Subscribed(
    long ttlSeconds,
    boolean recoverable,
    boolean positioned,
    boolean wasRecovering,
    boolean recovered,
    String epoch,
    long offset,
    List<Publication> publications) {

  /** One to a channel that numbers nothing. */
  public static Subscribed plain(long ttlSeconds) {
    return new Subscribed(ttlSeconds, false, false, false, false, "", 0, List.of());
  }

  JsonLine write(JsonLine line) {
    line.flag("expires", ttlSeconds > 0).number("ttl", ttlSeconds);
    line.flag("recoverable", recoverable).text("epoch", epoch);
    Replies.publications(line, publications);
    line.flag("recovered", recovered).number("offset", offset);
    return line.flag("positioned", positioned).flag("was_recovering", wasRecovering);
  }
}
