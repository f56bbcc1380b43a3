package dev.aside.server.http;

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
 */
public record WebConfig(
    String host,
    int port,
    RouteTable routes,
    Origins origins,
    Observer observer,
    Faults faults,
    int maxFrameBytes) {

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
