package dev.aside.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.embedded.RedisProcess;
import dev.aside.server.live.WebSocketClient;
import dev.aside.testkit.Await;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as people run it: processes, signals, exit statuses, what it prints. */
final class ProcessTest {
  @TempDir private Path folder;

  private ServerProcess serve(String... arguments) {
    return ServerProcess.start(folder, Map.of(), arguments);
  }

  @Test
  void readyLine_isAllThatStandardOutputCarries() {
    try (ServerProcess server = serve("serve", "--port", "0")) {
      assertTrue(server.readyLine().matches("listening on http://127\\.0\\.0\\.1:\\d+"));
      assertEquals(200, Http.get(server.uri("/users/42")).statusCode());

      assertEquals(0, server.end("TERM"));
      assertEquals(List.of(server.readyLine()), server.output());
    }
  }

  @Test
  void freePortTwiceAtOnce_works_andEachServerIsOfItsOwn() {
    try (ServerProcess one = serve("serve", "--port", "0");
        ServerProcess two = serve("serve", "--port", "0")) {
      String json = "{\"name\":\"Ada\",\"email\":\"ada@example.com\",\"city\":\"London\"}";

      assertEquals(200, Http.put(one.uri("/users/7"), json).statusCode());

      assertTrue(Http.get(one.uri("/users/7")).body().contains("Ada"));
      assertEquals(200, Http.get(two.uri("/users/7")).statusCode());
      assertFalse(Http.get(two.uri("/users/7")).body().contains("ada@example.com"));
    }
  }

  @Test
  void twoServersOnOneRedis_shareTheEmbeddedDatabase_alsoWhenTheFirstEnds() {
    String json = "{\"name\":\"Ada\",\"email\":\"ada@example.com\",\"city\":\"London\"}";
    try (RedisProcess redis = RedisProcess.start();
        ServerProcess one = serve("serve", "--port", "0", "--redis", redis.uri());
        ServerProcess two = serve("serve", "--port", "0", "--redis", redis.uri())) {
      Http.get(two.uri("/users/8"));
      assertEquals(200, Http.put(one.uri("/users/8"), json).statusCode());
      Await.until(
          "the second server sees it", () -> Http.get(two.uri("/users/8")).body().contains("Ada"));

      one.kill();

      Await.until(
          "the second server works alone",
          () -> Http.put(two.uri("/users/9"), json).statusCode() == 200);
      assertTrue(Http.get(two.uri("/users/8")).body().contains("Ada"));
    }
  }

  @Test
  void dataSurvivesARestart() {
    String json = "{\"name\":\"Ada\",\"email\":\"ada@example.com\",\"city\":\"London\"}";
    try (ServerProcess first = serve("serve", "--port", "0")) {
      Http.put(first.uri("/users/7"), json);
      assertEquals(0, first.end("INT"));
    }
    try (ServerProcess second = serve("serve", "--port", "0")) {
      assertTrue(Http.get(second.uri("/users/7")).body().contains("Ada"));
    }
  }

  @Test
  void killedWithoutWarning_leavesNoRedis_andStartsAgain() {
    try (ServerProcess server = serve("serve", "--port", "0")) {
      List<ProcessHandle> children = server.descendants();
      assertTrue(
          children.stream().anyMatch(child -> commandOf(child).contains("redis-server")),
          "a redis-server among " + children.stream().map(ProcessTest::commandOf).toList());

      server.kill();

      Await.until("all are gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
    try (ServerProcess again = serve("serve", "--port", "0")) {
      assertEquals(200, Http.get(again.uri("/users/1")).statusCode());
    }
  }

  private static String commandOf(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serve --prot 80 | 2 | --prot 80: unknown (expected: ",
        "serve --port seventy | 2 | --port: seventy (expected: a whole number from 0 to 65535)",
        "serve --port | 2 | --port",
        "serve --redis localhost:6379 | 2 | --redis: localhost:6379 (expected: embedded",
        "serve --database jdbc:mysql://h/d | 2 | --database: jdbc:mysql://h/d (expected: embedded",
        "serve --user-ttl 10 | 2 | --user-ttl: 10 (expected: a time such as 500ms",
        "serve extra | 2 | extra",
        "start | 2 | start: unknown (expected: ",
        "serve --redis memory: --port 0 --host no.such.host.invalid | 1 | host: no.such.host.invalid",
        "serve --redis memory: --database jdbc:postgresql://127.0.0.1:1/x?password=s3cret | 1 |"
            + " database: jdbc:postgresql://127.0.0.1:1/x?password=*** (",
        "serve --redis memory: --data-dir /proc/aside --port 0 | 1 | data-dir: /proc/aside",
        "serve --redis-server /no/such/redis --port 0 | 1 | redis: embedded:",
      })
  void mistake_isOneClearLineAndAStatus(String arguments, int status, String said) {
    Finished run = ServerProcess.run(folder, Map.of(), arguments.split(" "));

    assertEquals(status, run.status(), run.error());
    assertEquals(List.of(), run.output());
    assertEquals(1, run.errorLines(), run.error());
    assertTrue(run.error().startsWith("aside: "), run.error());
    assertTrue(run.error().contains(said), run.error());
    assertFalse(run.error().contains("s3cret"), run.error());
  }

  @Test
  void occupiedPort_isOneClearLineAndStatus1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = String.valueOf(taken.getLocalPort());

      Finished run =
          ServerProcess.run(folder, Map.of(), "serve", "--redis", "memory:", "--port", port);

      assertEquals(1, run.status());
      assertEquals(1, run.errorLines(), run.error());
      assertTrue(run.error().contains("port: cannot listen on 127.0.0.1:" + port), run.error());
    }
  }

  @Test
  void wrongVariable_isNamed() {
    Finished wrong = ServerProcess.run(folder, Map.of("ASIDE_PORT", "x"), "serve");
    Finished unknown = ServerProcess.run(folder, Map.of("ASIDE_REDDIS", "memory:"), "serve");

    assertEquals(2, wrong.status());
    assertTrue(wrong.error().startsWith("aside: ASIDE_PORT: x (expected: "), wrong.error());
    assertEquals(2, unknown.status());
    assertTrue(unknown.error().startsWith("aside: ASIDE_REDDIS: no such setting"), unknown.error());
  }

  @Test
  void config_printsEverythingMaskedWithItsOrigin() {
    Finished run =
        ServerProcess.run(
            folder,
            Map.of("ASIDE_REDIS", "redis://app:s3cret@db:6379/1", "ASIDE_PORT", "1"),
            "config",
            "--port",
            "9000");

    assertEquals(0, run.status());
    String text = String.join("\n", run.output());
    assertTrue(text.matches("(?s).*redis: redis://\\*\\*\\*@db:6379/1 +# ASIDE_REDIS\n.*"), text);
    assertTrue(text.matches("(?s).*port: 9000 +# --port\n.*"), text);
    assertTrue(text.matches("(?s).*host: 127.0.0.1 +# default\n.*"), text);
    assertFalse(text.contains("s3cret"));
  }

  @Test
  void drain_finishesWhatRuns_refusesWhatIsNew_andEndsWithStatus0() throws Exception {
    try (ServerProcess server = serve("serve", "--port", "0");
        WebSocketClient chat = WebSocketClient.open(server.uri("/chat"));
        Socket slow = new Socket("127.0.0.1", server.port());
        Socket kept = new Socket("127.0.0.1", server.port())) {
      String json = "{\"name\":\"Ada\",\"email\":\"ada@example.com\",\"city\":\"London\"}";
      send(kept, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
      assertTrue(receive(kept).startsWith("HTTP/1.1 200"));
      send(
          slow,
          "PUT /users/5 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
              + json.length()
              + "\r\n\r\n"
              + json.substring(0, 10));
      Await.until(
          "the slow request has begun",
          () -> Http.get(server.uri("/metrics")).body().contains("requests_active 2.0"));
      long begin = System.nanoTime();

      server.signal("TERM");
      assertEquals(1001, Await.result(chat.closed()));
      send(kept, "GET /users/1 HTTP/1.1\r\nHost: x\r\n\r\n");
      String refused = receive(kept);
      send(slow, json.substring(10));
      String finished = receive(slow);

      assertTrue(refused.startsWith("HTTP/1.1 503"), refused);
      assertTrue(refused.toLowerCase(java.util.Locale.ROOT).contains("connection: close"), refused);
      assertTrue(finished.startsWith("HTTP/1.1 200"), finished);
      assertEquals(0, server.status());
      assertTrue(System.nanoTime() - begin < Duration.ofSeconds(10).toNanos());
    }
  }

  @Test
  void secrets_standInNoOutput() {
    String redis = "redis://app:c4nary-redis@127.0.0.1:1/0";
    try (ServerProcess server = serve("serve", "--port", "0", "--redis", redis)) {
      Http.get(server.uri("/users/1"));
      HttpResponse<String> ready = Http.get(server.uri("/health/ready"));

      server.end("TERM");

      assertFalse(ready.body().contains("c4nary"), ready.body());
      assertFalse(server.error().contains("c4nary"), server.error());
    }
  }

  private static void send(Socket socket, String text) throws Exception {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String receive(Socket socket) throws Exception {
    socket.setSoTimeout(20_000);
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[8_192];
    int count = in.read(bytes);
    return (count < 0) ? "" : new String(bytes, 0, count, StandardCharsets.UTF_8);
  }
}
