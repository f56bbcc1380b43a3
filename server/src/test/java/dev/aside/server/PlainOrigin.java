package dev.aside.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An origin on loopback: a test says what it answers, and sees what it was asked. */
public final class PlainOrigin implements AutoCloseable {
  /** Answers a request; may block. */
  @FunctionalInterface
  public interface Script {
    void answer(HttpExchange exchange) throws Exception;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile Script script = exchange -> send(exchange, 404, "");

  private PlainOrigin(HttpServer server) {
    this.server = server;
  }

  public static PlainOrigin start() {
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      PlainOrigin origin = new PlainOrigin(HttpServer.create(any, 0));
      origin.server.setExecutor(origin.threads);
      origin.server.createContext("/", origin::handle);
      origin.server.start();
      return origin;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) {
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    try (exchange) {
      script.answer(exchange);
    } catch (Exception e) {
      asked.add("failed: " + e);
    }
  }

  /** What it does from now on. */
  public void does(Script next) {
    script = next;
  }

  /** What it answers from now on. */
  public void says(int status, String body, String... fields) {
    does(exchange -> send(exchange, status, body, fields));
  }

  /** Methods and targets so far. */
  public List<String> asked() {
    return asked;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public static void send(HttpExchange exchange, int status, String body, String... fields)
      throws IOException {
    for (int i = 0; i < fields.length; i += 2) {
      exchange.getResponseHeaders().add(fields[i], fields[i + 1]);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean contentless = status == 304 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, (contentless || bytes.length == 0) ? -1 : bytes.length);
    if (!contentless) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
