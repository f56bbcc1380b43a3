package dev.aside.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.embedded.RedisProcess;
import dev.aside.server.live.EventClient;
import dev.aside.server.live.WebSocketClient;
import dev.aside.testkit.Await;
import dev.aside.testkit.RespClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redis goes and comes back; clients of the server see nothing but slower answers. */
final class RedisOutageTest {
  private static final String USER =
      "{\"name\":\"Ada\",\"email\":\"ada@example.com\",\"city\":\"London\"}";

  /** What is promised from Redis's return to the next hit. */
  private static final Duration BACK_TO_HITS = Duration.ofSeconds(5);

  private RedisProcess redis = RedisProcess.start();

  @AfterEach
  void stopRedis() {
    redis.close();
  }

  @Test
  void redisKilledMidRun_everyRequestIsAnswered_andHitsReturn() throws Exception {
    try (TestServer server = TestServer.on(redis.uri());
        Traffic traffic = new Traffic(server)) {
      traffic.awaitAnswers(200);
      redis.kill();
      traffic.awaitAnswers(400);
      assertEquals("degraded", status(server));

      redis = RedisProcess.builder().port(redis.port()).start();

      Await.until("hits again", BACK_TO_HITS, () -> hits(server));
      Await.until("ready again", () -> status(server).equals("ready"));
      traffic.awaitAnswers(200);
      assertEquals(0, traffic.failures.get(), "answers other than 200");
    }
  }

  @Test
  void redisAway_writesSucceed_andAreSeen() {
    try (TestServer server = TestServer.on(redis.uri())) {
      Http.get(server.uri("/users/5"));
      redis.kill();

      assertEquals(200, Http.put(server.uri("/users/5"), USER).statusCode());
      assertTrue(Http.get(server.uri("/users/5")).body().contains("ada@example.com"));
      assertEquals(204, Http.delete(server.uri("/users/6")).statusCode());
      assertEquals(404, Http.get(server.uri("/users/6")).statusCode());

      redis = RedisProcess.builder().port(redis.port()).start();
      Await.until("hits again", BACK_TO_HITS, () -> hits(server));
      assertTrue(Http.get(server.uri("/users/5")).body().contains("ada@example.com"));
      assertEquals(404, Http.get(server.uri("/users/6")).statusCode());
    }
  }

  @Test
  void redisAway_publishingIs503WithRetryAfter() {
    try (TestServer server = TestServer.on(redis.uri())) {
      redis.kill();

      HttpResponse<String> answer = Http.form(server.uri("/messages"), "msg=hello");

      assertEquals(503, answer.statusCode());
      assertEquals("1", Http.header(answer, "Retry-After"));
      assertEquals("application/problem+json", Http.header(answer, "Content-Type"));
    }
  }

  @Test
  void redisDownAtStart_serverServes_andUsesItWhenItComes() {
    redis.kill();
    try (TestServer server = TestServer.on(redis.uri())) {
      assertEquals(200, Http.get(server.uri("/users/1")).statusCode());
      assertEquals("degraded", status(server));

      redis = RedisProcess.builder().port(redis.port()).start();

      Await.until("hits", BACK_TO_HITS, () -> hits(server));
    }
  }

  @Test
  void redisRestarts_deliveryResumes() throws Exception {
    try (TestServer server = TestServer.on(redis.uri());
        WebSocketClient chat = WebSocketClient.open(server, "/chat");
        EventClient events = EventClient.open(server, "chat_channel")) {
      redis.kill();
      redis = RedisProcess.builder().port(redis.port()).start();

      try (RespClient other = RespClient.connect(redis.port())) {
        Await.until(
            "subscribed again", () -> other.number("PUBLISH", "chat_channel", "again") == 1);
      }

      assertEquals("again", chat.next());
      events.expect("event: gap", "data: reconnected", "", "data: again", "");
    }
  }

  @Test
  void sessionOpenedWhileRedisIsAway_hearsWhenItIsBack() throws Exception {
    try (TestServer server = TestServer.on(redis.uri())) {
      redis.kill();
      try (WebSocketClient chat = WebSocketClient.open(server, "/chat")) {
        redis = RedisProcess.builder().port(redis.port()).start();
        Await.until(
            "published",
            () ->
                Http.form(server.uri("/messages"), "msg=hello").statusCode() == 200
                    && chat.waiting() > 0);

        assertEquals("hello", chat.next());
      }
    }
  }

  private static String status(TestServer server) {
    String body = Http.get(server.uri("/health/ready")).body();
    return body.replaceAll(".*\"status\":\"(\\w+)\".*", "$1");
  }

  /** A user that was not asked for before is a miss once, and then a hit. */
  private static boolean hits(TestServer server) {
    int id = 500 + (int) (Math.random() * 500);
    Http.get(server.uri("/users/" + id));
    String second = Http.header(Http.get(server.uri("/users/" + id)), "Cache-Status");
    return second.startsWith("aside; hit");
  }

  /** Some clients that ask all the time. */
  private static final class Traffic implements AutoCloseable {
    private static final int CLIENTS = 8;

    final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final TestServer server;

    Traffic(TestServer server) {
      this.server = server;
      for (int i = 0; i < CLIENTS; i++) {
        ask(i);
      }
    }

    private void ask(int number) {
      CompletableFuture<HttpResponse<String>> asked =
          Http.getAsync(server.uri("/users/" + (1 + number % 100)));
      asked.whenComplete(
          (answer, error) -> {
            if (over.get()) {
              return;
            }
            if (error != null || answer.statusCode() != 200) {
              failures.incrementAndGet();
            }
            answers.incrementAndGet();
            ask(number + CLIENTS);
          });
    }

    void awaitAnswers(int more) {
      int goal = answers.get() + more;
      Await.until(more + " answers more", () -> answers.get() >= goal);
    }

    @Override
    public void close() {
      over.set(true);
    }
  }
}
