package dev.aside.server.http;

import java.time.Duration;

/**
 * What a {@link WebServer} serves and how. Immutable.
 *
 * @param host the name or address to listen on
 * @param port the port to listen on; 0: a free one
 * @param routes what is served
 * @param origins which pages may write and connect
 * @param observer told of each answer
 * @param faults where failures are noted
 * @param maxFrameBytes the largest WebSocket frame
 * @param patience how long clients may take
 */
public record WebConfig(
    String host,
    int port,
    RouteTable routes,
    Origins origins,
    Observer observer,
    Faults faults,
    int maxFrameBytes,
    Patience patience) {

  /**
   * How long a client may take; then its connection is closed. Immutable.
   *
   * @param firstRequest from connecting to the end of the first request's head
   * @param nextRequest from one answer to the end of the next request's head
   * @param exchange from a request's head to the end of its answer
   */
  public record Patience(Duration firstRequest, Duration nextRequest, Duration exchange) {
    /** 10 s, 60 s and 30 s: more than any honest client needs. */
    public static final Patience STANDARD =
        new Patience(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));
  }

  /** Told of each answer. Called on event loops; must not block or throw. */
  @FunctionalInterface
  public interface Observer {

    /**
     * A request was answered.
     *
     * @param route its route's template
     * @param method its method
     * @param status the answer's status
     * @param nanos from its head to the end of its answer
     */
    void served(String route, String method, int status, long nanos);
  }
}
