package dev.aside.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.config.Settings;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three proxies on one Redis. Responses are chosen by a Host that is the same on all. */
final class ProxyFleetTest {
  @RegisterExtension static final RedisExtension REDIS = RedisExtension.create();

  private final PlainOrigin origin = PlainOrigin.start();
  private final List<TestServer> proxies = new ArrayList<>();

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      proxies.add(
          TestServer.start(Map.of(Settings.PROXY, origin.url(), Settings.REDIS, REDIS.uri())));
    }
  }

  @AfterEach
  void close() {
    proxies.forEach(TestServer::close);
    origin.close();
  }

  @Test
  void get_coldOnAllAtOnce_asksTheOriginOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    origin.does(
        exchange -> {
          go.await(20, TimeUnit.SECONDS);
          PlainOrigin.send(exchange, 200, "all", "Cache-Control", "max-age=60");
        });
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      TestServer proxy = proxies.get(i % proxies.size());
      answers.add(CompletableFuture.supplyAsync(() -> get(proxy, "/cold")));
    }
    Await.until("it was asked", () -> !origin.asked().isEmpty());
    go.countDown();
    for (CompletableFuture<String> answer : answers) {
      assertTrue(answer.get(20, TimeUnit.SECONDS).endsWith("all"));
    }
    assertEquals(1, origin.asked().size());
  }

  @Test
  void purge_onOne_isHeardByAll() {
    origin.says(200, "old", "Cache-Control", "max-age=60", "Surrogate-Key", "news");
    get(proxies.get(0), "/a");
    for (TestServer proxy : proxies) {
      Await.until("it is a hit", () -> get(proxy, "/a").contains("aside; hit"));
    }
    origin.says(200, "new", "Cache-Control", "max-age=60");

    int purged = Http.delete(proxies.get(2).adminUri("/admin/responses?tag=news")).statusCode();

    assertEquals(204, purged);
    for (TestServer proxy : proxies) {
      Await.until("the new one is served", () -> get(proxy, "/a").endsWith("new"));
    }
  }

  /** The whole answer, to a request with a Host of its own. */
  private static String get(TestServer proxy, String path) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      socket.setSoTimeout(20_000);
      String request = "GET " + path + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
