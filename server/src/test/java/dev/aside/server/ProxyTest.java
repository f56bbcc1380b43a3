package dev.aside.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.config.Settings;
import dev.aside.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The caching proxy, from outside. */
final class ProxyTest {
  private final PlainOrigin origin = PlainOrigin.start();
  private final TestServer proxy = TestServer.start(Map.of(Settings.PROXY, origin.url()));

  @AfterEach
  void close() {
    proxy.close();
    origin.close();
  }

  @Test
  void get_fresh_isAnsweredFromTheCache() {
    origin.says(200, "one", "Cache-Control", "max-age=60", "X-Any", "kept");
    assertEquals("aside; fwd=uri-miss; stored; fwd-status=200", status(get("/a?b=c")));

    HttpResponse<String> hit = get("/a?b=c");

    assertEquals("one", hit.body());
    assertTrue(status(hit).startsWith("aside; hit; ttl="), status(hit));
    assertEquals("kept", Http.header(hit, "X-Any"));
    assertEquals("0", Http.header(hit, "Age"));
    assertEquals(List.of("GET /a?b=c"), origin.asked());
  }

  @Test
  void get_clientHasIt_is304() {
    origin.says(200, "one", "Cache-Control", "max-age=60", "ETag", "\"e\"");
    get("/a");
    HttpResponse<String> hit = Http.get(proxy.uri("/a"), "If-None-Match", "\"e\"");
    assertEquals(304, hit.statusCode());
    assertEquals("", hit.body());
  }

  @Test
  void get_stampede_asksOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    origin.does(
        exchange -> {
          go.await(20, TimeUnit.SECONDS);
          PlainOrigin.send(exchange, 200, "all", "Cache-Control", "max-age=60");
        });
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(Http.getAsync(proxy.uri("/cold")));
    }
    Await.until("it was asked", () -> !origin.asked().isEmpty());
    go.countDown();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertEquals("all", answer.get(20, TimeUnit.SECONDS).body());
    }
    assertEquals(1, origin.asked().size());
  }

  @Test
  void post_withContent_isPassedOn_andInvalidates() {
    origin.says(200, "old", "Cache-Control", "max-age=60");
    get("/a");
    origin.does(
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          PlainOrigin.send(exchange, 201, "got " + body.length());
        });
    HttpResponse<String> posted = Http.post(proxy.uri("/a"), "text/plain", "x".repeat(100_000));
    assertEquals("got 100000", posted.body());
    assertEquals("aside; fwd=method; fwd-status=201", status(posted));
    origin.says(200, "new", "Cache-Control", "max-age=60");
    assertEquals("new", get("/a").body());
  }

  @Test
  void get_larger_passesThroughAndIsNotKept() throws Exception {
    byte[] large = new byte[5 << 20];
    new Random(1).nextBytes(large);
    origin.does(
        exchange -> {
          exchange.getResponseHeaders().add("Cache-Control", "max-age=60");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(large);
          }
        });
    for (int i = 0; i < 2; i++) {
      HttpResponse<byte[]> answer =
          Http.client()
              .send(
                  HttpRequest.newBuilder(proxy.uri("/large")).build(),
                  HttpResponse.BodyHandlers.ofByteArray());
      assertArrayEquals(large, answer.body());
    }
    assertEquals(2, origin.asked().size());
  }

  @Test
  void get_originBreaksOff_isNotKeptAndIsSeenByTheClient() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    origin.does(
        exchange -> {
          exchange.getResponseHeaders().add("Cache-Control", "max-age=60");
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write("only this".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          begun.await(20, TimeUnit.SECONDS);
          throw new IOException("broken on purpose");
        });
    HttpRequest request = HttpRequest.newBuilder(proxy.uri("/a")).build();
    HttpResponse<InputStream> answer =
        Http.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
    begun.countDown(); // the client has its head, and with it a part of the content
    try (InputStream content = answer.body()) {
      assertThrows(IOException.class, content::readAllBytes);
    }
    origin.says(200, "whole", "Cache-Control", "max-age=60");
    Await.until("the whole is served", () -> get("/a").body().equals("whole"));
  }

  @Test
  void get_originIsAway_is502_orStaleIfThereIsAny() {
    origin.says(200, "kept", "Cache-Control", "max-age=0", "ETag", "\"e\"");
    get("/kept");
    origin.close();
    HttpResponse<String> problem = get("/unknown");
    assertEquals(502, problem.statusCode());
    assertEquals("application/problem+json", Http.header(problem, "Content-Type"));
    assertTrue(status(problem).startsWith("aside; fwd="), status(problem));
    HttpResponse<String> stale = get("/kept");
    assertEquals("kept", stale.body());
    assertEquals("aside; fwd=stale; fwd-status=502", status(stale));
  }

  @Test
  void get_fieldsThatClientsMakeUp_doNotReachTheOrigin() {
    origin.does(
        exchange ->
            PlainOrigin.send(
                exchange,
                200,
                exchange.getRequestHeaders().getFirst("X-Forwarded-Host")
                    + " "
                    + exchange.getRequestHeaders().getFirst("X-Original-Url"),
                "Cache-Control",
                "max-age=60"));
    String body =
        Http.get(proxy.uri("/a"), "X-Forwarded-Host", "evil", "X-Original-URL", "/evil").body();
    assertEquals("127.0.0.1:" + proxy.port() + " null", body);
  }

  @Test
  void get_pathAsItIs_isKeyedAndForwarded() {
    origin.does(
        exchange ->
            PlainOrigin.send(
                exchange, 200, exchange.getRequestURI().toString(), "Cache-Control", "max-age=60"));
    for (String path : List.of("/a", "/a/", "/a;x", "/a%2fb", "/A", "/a/../b")) {
      assertEquals(path, get(path).body());
      assertEquals(path, get(path).body());
    }
  }

  @Test
  void head_andRange_areAnsweredFromTheCache() {
    origin.says(200, "0123456789", "Cache-Control", "max-age=60");
    get("/a");
    HttpResponse<String> part = Http.get(proxy.uri("/a"), "Range", "bytes=2-3");
    assertEquals(206, part.statusCode());
    assertEquals("23", part.body());
    HttpResponse<String> head = Http.method("HEAD", proxy.uri("/a"));
    assertEquals("10", Http.header(head, "Content-Length"));
    assertEquals(1, origin.asked().size());
  }

  @Test
  void purge_byUriTagAndAll() {
    origin.says(200, "old", "Cache-Control", "max-age=60", "Surrogate-Key", "news");
    List<String> purges = List.of("?tag=news", "?uri=" + proxy.url() + "/a", "?all=yes");
    for (int i = 0; i < purges.size(); i++) {
      String body = "body " + i;
      get("/a");
      origin.says(200, body, "Cache-Control", "max-age=60", "Surrogate-Key", "news");
      Await.until("it is kept", () -> status(get("/a")).contains("hit"));
      HttpResponse<String> purged = Http.delete(proxy.adminUri("/admin/responses" + purges.get(i)));
      assertEquals(204, purged.statusCode(), purged.body());
      assertEquals(body, get("/a").body(), purges.get(i));
    }
    assertEquals(400, Http.delete(proxy.adminUri("/admin/responses?x=y")).statusCode());
    assertEquals(200, Http.get(proxy.adminUri("/health/live")).statusCode());
  }

  @Test
  void upgrade_isPassedThrough_bothWays() throws Exception {
    try (ServerSocket echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestServer upgrading =
            TestServer.start(Map.of(Settings.PROXY, "http://127.0.0.1:" + echo.getLocalPort()))) {
      Thread server = new Thread(() -> echo(echo));
      server.setDaemon(true);
      server.start();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), upgrading.port())) {
        client.setSoTimeout(20_000);
        write(
            client.getOutputStream(),
            "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
        String head = readHead(client.getInputStream());
        assertTrue(head.startsWith("HTTP/1.1 101"), head);
        write(client.getOutputStream(), "hello");
        assertEquals(
            "hello", new String(client.getInputStream().readNBytes(5), StandardCharsets.UTF_8));
      }
    }
  }

  private static void echo(ServerSocket server) {
    try (Socket socket = server.accept()) {
      readHead(socket.getInputStream());
      write(
          socket.getOutputStream(),
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private HttpResponse<String> get(String path) {
    return Http.get(proxy.uri(path));
  }

  private static String status(HttpResponse<?> response) {
    return Http.header(response, "Cache-Status");
  }
}
