package dev.aside.server.proxy;

import dev.aside.http.CacheExchange;
import dev.aside.http.Headers;
import dev.aside.http.OriginException;
import dev.aside.http.RequestHead;
import dev.aside.http.ResponseHead;
import dev.aside.server.http.Answer;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Problem;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the cache. What it does to sockets happens on its event loop;
 * thread-safe.
 */
final class ProxyExchange implements CacheExchange {
  private final Upstream upstream;
  private final Context context;
  private final RequestHead head;
  private final boolean hasBody;
  private final @Nullable Exchange client;
  private @Nullable HttpClientResponse response; // confined to the loop

  /**
   * An exchange.
   *
   * @param client null: the cache itself asks
   */
  ProxyExchange(
      Upstream upstream,
      Context context,
      RequestHead head,
      boolean hasBody,
      @Nullable Exchange client) {
    this.upstream = upstream;
    this.context = context;
    this.head = head;
    this.hasBody = hasBody;
    this.client = client;
  }

  @Override
  public RequestHead request() {
    return head;
  }

  @Override
  public boolean hasBody() {
    return hasBody;
  }

  @Override
  public CompletionStage<ResponseHead> forward(Headers headers) {
    CompletableFuture<ResponseHead> result = new CompletableFuture<>();
    context.runOnContext(
        now -> {
          HttpServerRequest source = (client == null) ? null : client.request();
          if (client != null) {
            client.suspendDeadline(); // that of the origin holds
          }
          upstream
              .send(head, headers, source, hasBody)
              .onComplete(done -> received(done.result(), done.cause(), result));
        });
    return result;
  }

  private void received(
      @Nullable HttpClientResponse answer,
      @Nullable Throwable error,
      CompletableFuture<ResponseHead> result) {
    if (answer == null) {
      result.completeExceptionally(
          Upstream.failure((error == null) ? new IllegalStateException("no response") : error));
      return;
    }
    response = answer;
    try {
      result.complete(ResponseHead.of(answer.statusCode(), headers(answer)));
    } catch (IllegalArgumentException e) {
      answer.request().reset();
      result.completeExceptionally(
          OriginException.of(502, "The origin sent a status that is none.", e));
    }
  }

  private static Headers headers(HttpClientResponse answer) {
    Headers.Builder headers = Headers.builder();
    for (Map.Entry<String, String> field : answer.headers()) {
      headers.add(field.getKey(), field.getValue());
    }
    return headers.build();
  }

  @Override
  public CompletionStage<byte @Nullable []> relay(ResponseHead shown, int keepBytes) {
    CompletableFuture<byte @Nullable []> result = new CompletableFuture<>();
    context.runOnContext(
        now -> {
          try {
            relayOnLoop(shown, keepBytes)
                .whenComplete(
                    (bytes, error) -> {
                      if (error != null) {
                        result.completeExceptionally(error);
                      } else {
                        result.complete(bytes);
                      }
                    });
          } catch (RuntimeException e) { // a field that may not be sent
            discardOnLoop();
            problem(502, "The origin sent a response that cannot be passed on.", Headers.none());
            result.completeExceptionally(
                OriginException.of(502, "The origin's response cannot be passed on.", e));
          }
        });
    return result;
  }

  private CompletableFuture<byte @Nullable []> relayOnLoop(ResponseHead shown, int keepBytes) {
    HttpClientResponse from = response;
    if (from == null) {
      throw new IllegalStateException("relay: before forward (expected: after it)");
    }
    HttpServerResponse to = null;
    if (client != null && client.isOpen()) {
      to = client.request().response();
      begin(to, shown);
    }
    Relay relay = new Relay(from, to, keepBytes);
    if (client != null && to != null) {
      HttpServerResponse out = to;
      client.afterwards(
          () -> {
            if (!out.ended()) {
              relay.clientLeft();
            }
          });
    }
    relay.start();
    return relay.kept();
  }

  private void begin(HttpServerResponse to, ResponseHead shown) {
    write(to, shown);
    boolean contentless = shown.status() == 204 || shown.status() == 304;
    if (contentless) {
      to.headers().remove(HttpHeaders.CONTENT_LENGTH);
    } else if (!shown.headers().contains("Content-Length")
        && !head.method().equals("HEAD")
        && (client == null || client.request().version() != HttpVersion.HTTP_1_0)) {
      to.setChunked(true);
    }
    if (hasBody && client != null && !client.request().isEnded()) {
      to.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE); // the rest of it is not wanted
    }
  }

  private static void write(HttpServerResponse to, ResponseHead shown) {
    to.setStatusCode(shown.status());
    shown.headers().forEach(to.headers()::add);
  }

  @Override
  public void discard() {
    context.runOnContext(now -> discardOnLoop());
  }

  /** What is short is read to its end, so that the connection can be used again. */
  private void discardOnLoop() {
    HttpClientResponse unwanted = response;
    response = null;
    if (unwanted == null) {
      return;
    }
    if (unwanted.statusCode() == 304) {
      unwanted.resume();
    } else {
      unwanted.request().reset();
    }
  }

  @Override
  public void respond(ResponseHead shown, byte[] body, int offset, int length) {
    context.runOnContext(now -> respondOnLoop(shown, body, offset, length));
  }

  private void respondOnLoop(ResponseHead shown, byte[] body, int offset, int length) {
    if (client == null || !client.isOpen()) {
      return;
    }
    client.resumeDeadline();
    HttpServerResponse to = client.request().response();
    write(to, shown);
    if (shown.status() == 204 || shown.status() == 304) {
      to.end();
      return;
    }
    to.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(length));
    if (client.isHead()) {
      to.end();
    } else {
      to.end(BufferInternal.buffer(Unpooled.wrappedBuffer(body, offset, length))); // not copied
    }
  }

  @Override
  public void fail(int status, String detail, Headers headers) {
    context.runOnContext(now -> problem(status, detail, headers));
  }

  private void problem(int status, String detail, Headers headers) {
    if (client == null) {
      return;
    }
    Answer[] answer = {Answer.problem(Problem.of(status, detail))};
    headers.forEach((name, value) -> answer[0] = answer[0].header(name, value));
    client.send(answer[0]);
  }

  @Override
  public CacheExchange background() {
    return new ProxyExchange(upstream, context, head, false, null);
  }
}
