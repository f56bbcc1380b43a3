package dev.aside.server.http;

import dev.aside.BackendException;
import dev.aside.LoadException;
import dev.aside.LoadRejectedException;
import dev.aside.LoadTimeoutException;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Confined to its loop, except where it says otherwise. */
public final class Exchange {
  private static final CharSequence NOSNIFF_NAME =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

  private final HttpServerRequest request;
  private final WebServer server;
  private final Loop loop;
  private final Route route;
  private final Map<String, String> parameters;
  private final long startNanos;
  private boolean over;
  private boolean last;
  private @Nullable Runnable afterwards;

  Exchange(
      HttpServerRequest request,
      WebServer server,
      Loop loop,
      Route route,
      Map<String, String> parameters) {
    this.request = request;
    this.server = server;
    this.loop = loop;
    this.route = route;
    this.parameters = parameters;
    this.startNanos = server.nanoTime();
  }

  /** From here the exchange counts as under way until it is answered or its connection is gone. */
  void begin() {
    server.began(request);
    request.response().endHandler(nothing -> end());
    request.response().closeHandler(nothing -> end());
  }

  private void end() {
    if (!over) {
      over = true;
      observe(request.response().getStatusCode());
      server.ended(request);
    }
    Runnable next = afterwards;
    afterwards = null;
    if (next != null) {
      next.run();
    }
  }

  private void observe(int status) {
    long nanos = server.nanoTime() - startNanos;
    server.config().observer().served(route.template(), request.method().name(), status, nanos);
  }

  /** What the path says for {@code {name}}. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: one of " + route.template() + ")");
    }
    return value;
  }

  /** The fields of a header, in order; empty if it was not sent. */
  public List<String> headers(String name) {
    return request.headers().getAll(name);
  }

  /** The first field of a header; null: none. */
  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  /** The request itself, for what is not said here. */
  public HttpServerRequest request() {
    return request;
  }

  /** The event loop that this exchange belongs to. */
  public Loop loop() {
    return loop;
  }

  /**
   * Has {@code action} run once, on the loop, when the answer is complete or its connection gone.
   */
  public void afterwards(Runnable action) {
    afterwards = action;
  }

  /** Whether an answer can still be sent. */
  public boolean isOpen() {
    return !request.response().ended() && !request.response().closed();
  }

  /** Whether the request is a {@code HEAD}. */
  public boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  /**
   * Refuses a page of a foreign origin. Writing requests are checked before their endpoint is
   * called.
   *
   * @throws Refusal with status 403
   */
  public void requireOwnOrigin() {
    server.dispatcher().requirePermittedOrigin(request);
  }

  /** The body, of at most {@code maxBytes}; fails with a {@link Refusal} of 413 beyond. */
  public CompletionStage<byte[]> body(int maxBytes) {
    return Body.read(request, maxBytes);
  }

  /** Calls {@code next} on the loop with the result of {@code stage}, or answers its failure. */
  public <T extends @Nullable Object> void then(
      CompletionStage<T> stage, Consumer<? super T> next) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    if (future.isDone()) { // the common case of a hit: no detour through the loop's queue
      finish(future, next);
    } else {
      future.whenComplete((value, error) -> loop.run(() -> finish(future, next)));
    }
  }

  private <T> void finish(CompletableFuture<T> done, Consumer<? super T> next) {
    try {
      next.accept(done.getNow(null));
    } catch (RuntimeException e) { // of the stage, or of what came next
      fail(e);
    }
  }

  /** Sends {@code answer}. Does nothing if the connection is gone or an answer was sent. */
  public void send(Answer answer) {
    HttpServerResponse response = request.response();
    if (!isOpen()) {
      return;
    }
    response.setStatusCode(answer.status());
    setHeaders(response, answer);
    boolean ends = last || !Body.isComplete(request) || server.isDraining();
    if (ends) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    byte[] body = answer.body();
    boolean bodiless = answer.status() == 204 || answer.status() == 304;
    if (!bodiless) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length));
    }
    var sent =
        (bodiless || isHead())
            ? response.end()
            : response.end(BufferInternal.buffer(Unpooled.wrappedBuffer(body))); // not copied
    if (ends) {
      sent.onComplete(done -> server.closeSoon(request));
    }
  }

  /** Makes this exchange the last one on its connection. */
  void endConnection() {
    last = true;
  }

  /** Answers with what {@code error} means to the client; says no more of it than that. */
  public void fail(Throwable error) {
    send(Answer.problem(problem(error)));
  }

  /** Begins an answer of type {@code type} whose parts are written as they come. */
  public void stream(String type) {
    becomeStream(200);
    HttpServerResponse response = request.response();
    response.setChunked(true);
    response.putHeader(HttpHeaders.CONTENT_TYPE, type);
    response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    response.putHeader(NOSNIFF_NAME, NOSNIFF);
    response.putHeader(HttpHeaders.DATE, server.date());
    response.putHeader("X-Accel-Buffering", "no"); // or nginx would keep the parts to itself
  }

  /**
   * Makes the answer one without end, to which the limits of an exchange do not apply.
   *
   * @param status the status of the answer
   */
  public void becomeStream(int status) {
    over = true;
    observe(status);
    server.becameStream(request);
  }

  /** To be told when a stream that has changed the connection's protocol is over. */
  public void upgradedClosed() {
    server.upgradedClosed(request);
  }

  private void setHeaders(HttpServerResponse response, Answer answer) {
    if (answer.type() != null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, answer.type());
    }
    if (!answer.saysCacheControl()) {
      response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }
    response.putHeader(NOSNIFF_NAME, NOSNIFF);
    response.putHeader(HttpHeaders.DATE, server.date());
    for (Map.Entry<String, String> header : answer.headers()) {
      response.headers().add(header.getKey(), header.getValue());
    }
  }

  private Problem problem(Throwable thrown) {
    Throwable error =
        (thrown instanceof CompletionException && thrown.getCause() != null)
            ? thrown.getCause()
            : thrown;
    if (error instanceof Refusal refusal) {
      return refusal.problem();
    }
    server.config().faults().note(route.template() + " failed", error);
    if (error instanceof LoadRejectedException) {
      return Problem.of(503, "Too much work is waiting for the database.");
    }
    if (error instanceof LoadTimeoutException) {
      return Problem.of(504, "The database did not answer in time.");
    }
    if (error instanceof LoadException || error instanceof SQLException) {
      return Problem.of(503, "The database did not answer.");
    }
    if (error instanceof BackendException) {
      return Problem.of(503, "Redis did not answer.");
    }
    return Problem.of(500, "The server could not answer.");
  }
}
