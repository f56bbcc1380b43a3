package dev.aside.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An origin in memory: what it answers is set by a test, what it was asked can be looked at. */
final class ScriptedOrigin {
  private static final long PATIENCE_SECONDS = 20;

  /** What an origin or a cache says. */
  record Said(ResponseHead head, String body) {
    static Said of(int status, String body, String... fields) {
      return new Said(ResponseHead.of(status, Headers.of(fields)), body);
    }

    int status() {
      return head.status();
    }

    String header(String name) {
      String value = head.headers().first(name);
      return (value == null) ? "" : value;
    }
  }

  final List<Headers> asked = new CopyOnWriteArrayList<>();
  private volatile Function<Headers, CompletionStage<Said>> script =
      headers -> CompletableFuture.failedFuture(down());

  static OriginException down() {
    return OriginException.of(502, "The origin is down.", null);
  }

  void says(int status, String body, String... fields) {
    Said said = Said.of(status, body, fields);
    does(headers -> CompletableFuture.completedFuture(said));
  }

  void isDown() {
    does(headers -> CompletableFuture.failedFuture(down()));
  }

  void does(Function<Headers, CompletionStage<Said>> script) {
    this.script = script;
  }

  /** The answer of {@code cache} to a request. */
  static Said join(CompletableFuture<Said> answer) {
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  CompletableFuture<Said> send(HttpCache cache, RequestHead request) {
    Client client = new Client(request, false);
    cache.handle(client);
    return client.answer;
  }

  private final class Client implements CacheExchange {
    final CompletableFuture<Said> answer = new CompletableFuture<>();
    private final RequestHead request;
    private final boolean background;
    private volatile @Nullable Said received;

    Client(RequestHead request, boolean background) {
      this.request = request;
      this.background = background;
    }

    @Override
    public RequestHead request() {
      return request;
    }

    @Override
    public boolean hasBody() {
      return false;
    }

    @Override
    public CompletionStage<ResponseHead> forward(Headers headers) {
      asked.add(headers);
      return script
          .apply(headers)
          .thenApply(
              said -> {
                received = said;
                return said.head();
              });
    }

    @Override
    public CompletionStage<byte @Nullable []> relay(ResponseHead head, int keepBytes) {
      Said said = received;
      String body = (said == null) ? "" : said.body();
      if (!background) {
        answer.complete(new Said(head, body));
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return CompletableFuture.<byte @Nullable []>completedFuture(
          (keepBytes > 0 && bytes.length <= keepBytes) ? bytes : null);
    }

    @Override
    public void discard() {}

    @Override
    public void respond(ResponseHead head, byte[] body, int offset, int length) {
      answer.complete(new Said(head, new String(body, offset, length, StandardCharsets.UTF_8)));
    }

    @Override
    public void fail(int status, String detail, Headers headers) {
      answer.complete(new Said(ResponseHead.of(status, headers), detail));
    }

    @Override
    public CacheExchange background() {
      return new Client(request, true);
    }
  }

  /** Answers of many clients. */
  static List<Said> join(List<CompletableFuture<Said>> answers) {
    List<Said> all = new ArrayList<>();
    answers.forEach(answer -> all.add(join(answer)));
    return all;
  }
}
