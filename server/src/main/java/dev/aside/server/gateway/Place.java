package dev.aside.server.gateway;

import dev.aside.server.http.Exchange;
import dev.aside.server.http.Refusal;
import dev.aside.server.live.LiveMeters;
import dev.aside.server.live.SessionLimits;

/** The place of one client in the counts of this server. Confined to its loop. */
final class Place {
  private final SessionLimits limits;
  private final LiveMeters meters;
  private final String address;
  private boolean released;

  private Place(SessionLimits limits, LiveMeters meters, String address) {
    this.limits = limits;
    this.meters = meters;
    this.address = address;
  }

  /**
   * Takes a place until {@link #release}, or until the exchange ends without having changed its
   * protocol.
   *
   * @throws Refusal with status 503 if there is none
   */
  static Place take(Exchange exchange, SessionLimits limits, LiveMeters meters) {
    String address = String.valueOf(exchange.request().remoteAddress().hostAddress());
    if (!limits.enter(address)) {
      throw Refusal.of(503, "Too many sessions are open.");
    }
    meters.gatewaySessions.incrementAndGet();
    Place place = new Place(limits, meters, address);
    exchange.afterwards(place::release);
    return place;
  }

  String address() {
    return address;
  }

  /** Gives it back. Does nothing the second time. */
  void release() {
    if (!released) {
      released = true;
      meters.gatewaySessions.decrementAndGet();
      limits.leave(address);
    }
  }
}
