package dev.aside.server.live;

import dev.aside.server.http.Refusal;
import dev.aside.spi.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The place of one session in its channel and in the counts. Confined to the session's loop. */
final class Seat {
  private final Hub hub;
  private final SessionLimits limits;
  private final AtomicInteger gauge;
  private final String channel;
  private final Session session;
  private final String address;
  private boolean released;

  private Seat(
      Hub hub,
      SessionLimits limits,
      AtomicInteger gauge,
      String channel,
      Session session,
      String address) {
    this.hub = hub;
    this.limits = limits;
    this.gauge = gauge;
    this.channel = channel;
    this.session = session;
    this.address = address;
  }

  /**
   * Takes a place within the limits; messages that come from now on wait in the session.
   *
   * @throws Refusal with status 503 if there is none
   */
  static Seat take(
      Hub hub,
      SessionLimits limits,
      AtomicInteger gauge,
      String channel,
      Session session,
      String address) {
    if (!limits.enter(address)) {
      throw Refusal.of(503, "Too many sessions are open.");
    }
    gauge.incrementAndGet();
    return new Seat(hub, limits, gauge, channel, session, address);
  }

  /**
   * Joins the channel.
   *
   * @return completes when its subscription is confirmed, or after a while without: then Redis is
   *     away, and messages come when it is back
   */
  CompletionStage<@Nullable Void> join(TimeSource time) {
    CompletableFuture<@Nullable Void> let = new CompletableFuture<>();
    hub.join(channel, session).whenComplete((ready, error) -> let.complete(null));
    if (!let.isDone()) {
      TimeSource.Timer timer =
          time.schedule(LiveLimits.SUBSCRIBE_PATIENCE, () -> let.complete(null));
      let.whenComplete((ready, error) -> timer.cancel());
    }
    return let;
  }

  /** Gives the place back. Does nothing the second time. */
  void release() {
    if (!released) {
      released = true;
      hub.leave(channel, session);
      gauge.decrementAndGet();
      limits.leave(address);
    }
  }
}
