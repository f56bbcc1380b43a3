package dev.aside.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Reads a request's body up to a limit. Confined to the request's loop. */
final class Body {
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Refusal GONE = Refusal.of(400, "The connection was lost.");

  private final HttpServerRequest request;
  private final int maxBytes;
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  private Buffer received = Buffer.buffer();

  private Body(HttpServerRequest request, int maxBytes) {
    this.request = request;
    this.maxBytes = maxBytes;
  }

  /** Must be called while the request's head is handled, before the first byte of the body. */
  static CompletionStage<byte[]> read(HttpServerRequest request, int maxBytes) {
    Body body = new Body(request, maxBytes);
    if (declaredLength(request) > maxBytes) {
      body.refuse();
    } else {
      body.start();
    }
    return body.result;
  }

  /** Whether nothing of the request is still to come. */
  static boolean isComplete(HttpServerRequest request) {
    return request.isEnded()
        || (declaredLength(request) == 0
            && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
  }

  private void start() {
    request.handler(this::received);
    request.endHandler(nothing -> result.complete(received.getBytes()));
    request.exceptionHandler(lost -> result.completeExceptionally(GONE));
    String expectation = request.getHeader(HttpHeaders.EXPECT);
    if ("100-continue".equalsIgnoreCase(expectation)) {
      request.response().writeContinue();
    }
  }

  private void received(Buffer part) {
    if (received.length() + part.length() > maxBytes) {
      received = Buffer.buffer();
      refuse();
    } else if (!result.isDone()) {
      received.appendBuffer(part);
    }
  }

  private void refuse() {
    result.completeExceptionally(
        Refusal.of(413, "The body is too large (expected: at most " + maxBytes + " bytes)."));
  }

  /** What {@code Content-Length} says: 0 without one, very much if it makes no sense. */
  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return 0;
    }
    return LENGTH.matcher(length).matches() ? Long.parseLong(length) : Long.MAX_VALUE;
  }
}
