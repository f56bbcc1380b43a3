package dev.aside.server.live;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.aside.server.Http;
import dev.aside.server.TestServer;
import dev.aside.testkit.Await;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket as a program would open it. */
public final class WebSocketClient implements WebSocket.Listener, AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder part = new StringBuilder();
  private @Nullable WebSocket socket;

  public static WebSocketClient open(TestServer server, String path) {
    return open(server.uri(path));
  }

  public static WebSocketClient open(URI uri) {
    WebSocketClient client = new WebSocketClient();
    client.socket = Await.result(client.connect(uri, null));
    return client;
  }

  /** Fails as the handshake does. */
  public static CompletableFuture<WebSocket> tryOpen(
      TestServer server, String path, @Nullable String origin) {
    return new WebSocketClient().connect(server.uri(path), origin);
  }

  private CompletableFuture<WebSocket> connect(URI uri, @Nullable String origin) {
    WebSocket.Builder builder = Http.client().newWebSocketBuilder().connectTimeout(DEADLINE);
    if (origin != null) {
      builder.header("Origin", origin);
    }
    return builder.buildAsync(URI.create(uri.toString().replace("http://", "ws://")), this);
  }

  /** The next text message. */
  public String next() throws InterruptedException {
    String text = texts.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    assertNotNull(text, "a text message within " + DEADLINE);
    return text;
  }

  /** The next binary message. */
  byte[] nextBinary() throws InterruptedException {
    byte[] bytes = binaries.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    assertNotNull(bytes, "a binary message within " + DEADLINE);
    return bytes;
  }

  /** Text messages that have come and were not taken. */
  public int waiting() {
    return texts.size();
  }

  /** The code with which the server closes. */
  public CompletableFuture<Integer> closed() {
    return closed;
  }

  /** Sends one text message. */
  public void sendText(String text) {
    socket().sendText(text, true);
  }

  /** Sends one binary message. */
  public void sendBinary(ByteBuffer bytes) {
    socket().sendBinary(bytes, true);
  }

  WebSocket socket() {
    WebSocket open = socket;
    assertNotNull(open);
    return open;
  }

  /** Goes away without a word. */
  void leave() {
    close();
  }

  @Override
  public void close() {
    socket().abort();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      texts.add(part.toString());
      part.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    binaries.add(bytes);
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    closed.complete(status);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete(1006);
  }
}
