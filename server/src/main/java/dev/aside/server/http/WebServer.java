package dev.aside.server.http;

import dev.aside.server.StartException;
import dev.aside.spi.TimeSource;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Listens, keeps the limits, finds the endpoint of each request, and drains at the end. One Vert.x
 * server per event loop, all on one port. Thread-safe.
 */
public final class WebServer {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  /** How long a client that is still sending is heard, so that it can read the answer. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /** What some clients of the Centrifuge protocol ask for; it is what those that ask get. */
  private static final String JSON_PROTOCOL = "centrifuge-json";

  /** Names the free port that the loops share. */
  private static final int SHARED = 1;

  private final Vertx vertx;
  private final WebConfig config;
  private final Dispatcher dispatcher;
  private final TimeSource time;
  private final Connections connections;
  private final HttpDate date;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();
  private volatile boolean draining;

  private WebServer(Vertx vertx, WebConfig config, TimeSource time) {
    this.vertx = vertx;
    this.config = config;
    this.time = time;
    this.connections = new Connections(time, config.patience());
    this.date = new HttpDate(time);
    this.dispatcher = new Dispatcher(this, config);
  }

  /**
   * Begins to listen.
   *
   * @param loops event loops to serve on
   * @throws StartException if the port cannot be had
   */
  public static WebServer listen(Vertx vertx, int loops, WebConfig config, TimeSource time) {
    WebServer server = new WebServer(vertx, config, time);
    server.deploy(loops);
    vertx.setPeriodic(Limits.SWEEP.toMillis(), timer -> server.connections.sweep());
    return server;
  }

  /** The port it listens on. */
  public int port() {
    return servers.get(0).actualPort();
  }

  /** Connections open now. */
  public int connections() {
    return connections.count();
  }

  /** Requests without a complete answer now, streams not counted. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Whether it is ending, and so refuses what is new. */
  public boolean isDraining() {
    return draining;
  }

  /** From now on each new request is answered with 503 and the end of its connection. */
  public void refuse() {
    draining = true;
  }

  /** After {@link #refuse}: returns when all is answered, or {@code patience} is over. */
  public void drain(Duration patience) throws InterruptedException {
    if (inFlight.get() == 0) {
      return;
    }
    try {
      idle.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      config.faults().note("some requests were not answered before the end", e);
    }
  }

  /** Stops listening and closes every connection. */
  public void close() throws InterruptedException {
    draining = true;
    List<Future<Void>> closing = servers.stream().map(HttpServer::close).toList();
    try {
      Future.join(closing)
          .toCompletionStage()
          .toCompletableFuture()
          .get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      config.faults().note("closing the HTTP server failed", e); // the process ends anyway
    }
  }

  WebConfig config() {
    return config;
  }

  String date() {
    return date.now();
  }

  long nanoTime() {
    return time.nanoTime();
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /** One request more is under way on its connection. */
  void began(HttpServerRequest request) {
    inFlight.incrementAndGet();
    connections.expectWithin(request.connection(), config.patience().exchange());
  }

  /** A request is answered, or lost its connection. */
  void ended(HttpServerRequest request) {
    connections.expectWithin(request.connection(), config.patience().nextRequest());
    oneLess();
  }

  /** An exchange goes on as a stream: no request under way, and no deadline for an answer. */
  void becameStream(HttpServerRequest request) {
    connections.expectNothing(request.connection());
    oneLess();
  }

  /** A connection that has changed its protocol is gone. */
  void upgradedClosed(HttpServerRequest request) {
    connections.closed(request.connection());
  }

  private void oneLess() {
    if (inFlight.decrementAndGet() == 0 && draining) {
      idle.complete(null);
    }
  }

  /** Closes the connection of an answered request, at once if nothing more is being sent on it. */
  void closeSoon(HttpServerRequest request) {
    if (Body.isComplete(request)) {
      request.connection().close();
    } else {
      connections.expectWithin(request.connection(), LINGER);
    }
  }

  private void deploy(int loops) {
    DeploymentOptions options = new DeploymentOptions().setInstances(loops);
    Future<String> deployed = vertx.deployVerticle(OnLoop::new, options);
    try {
      deployed
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = (e.getCause() == null) ? e : e.getCause();
      throw cannotListen(String.valueOf(cause.getMessage()), e);
    } catch (TimeoutException e) {
      throw cannotListen("no answer from the system", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cannotListen("interrupted", e);
    }
  }

  private StartException cannotListen(String why, Exception cause) {
    return new StartException(
        "port: cannot listen on " + config.host() + ":" + config.port() + ": " + why, cause);
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setAcceptBacklog(1024)
        .setMaxInitialLineLength(Limits.MAX_REQUEST_LINE)
        .setMaxHeaderSize(Limits.MAX_HEADERS)
        .addWebSocketSubProtocol(JSON_PROTOCOL)
        .setMaxWebSocketFrameSize(config.maxFrameBytes())
        .setMaxWebSocketMessageSize(config.maxFrameBytes())
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false);
  }

  private SocketAddress address() {
    return (config.port() == 0)
        ? SocketAddress.sharedRandomPort(SHARED, config.host())
        : SocketAddress.inetSocketAddress(config.port(), config.host());
  }

  /** The part of the server that lives on one event loop. */
  private final class OnLoop implements Deployable {
    @Override
    public Future<?> deploy(Context context) {
      Loop loop = new Loop(context);
      HttpServer server = vertx.createHttpServer(options());
      server.connectionHandler(connections::opened);
      server.requestHandler(request -> dispatcher.handle(request, loop));
      server.invalidRequestHandler(request -> dispatcher.handleInvalid(request, loop));
      return server.listen(address()).onSuccess(servers::add);
    }
  }
}
