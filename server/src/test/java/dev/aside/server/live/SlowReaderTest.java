package dev.aside.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.Http;
import dev.aside.server.TestServer;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that read nothing. */
final class SlowReaderTest {
  /** Much more than a session's queue and the buffers of two sockets hold together. */
  private static final int MESSAGES = 1_500;

  private static final String MESSAGE = "x".repeat(16 << 10);
  private static final int AT_A_TIME = 20;

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.on(redis.uri());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void webSocketThatReadsNothing_isClosedWith1013_andOthersGetEverything() throws Exception {
    try (StuckClient stuck = StuckClient.webSocket(server, "/chat");
        WebSocketClient quick = WebSocketClient.open(server, "/chat")) {
      publishAndRead(quick);

      Await.until("the stuck session is given up", () -> slowSessions() == 1);
      assertEquals(1013, stuck.readToCloseFrame());
    }
  }

  @Test
  void eventStreamThatReadsNothing_isEnded_andOthersGetEverything() throws Exception {
    try (StuckClient stuck = StuckClient.events(server, "/channels/chat_channel/events");
        WebSocketClient quick = WebSocketClient.open(server, "/chat")) {
      publishAndRead(quick);

      Await.until("the stuck session is given up", () -> slowSessions() == 1);
      assertTrue(stuck.readToEnd() < (long) MESSAGES * MESSAGE.length());
    }
  }

  /** A few at a time: who reads is never a whole queue behind. */
  private static void publishAndRead(WebSocketClient quick) throws InterruptedException {
    try (RespClient other = redis.client()) {
      for (int sent = 0; sent < MESSAGES; sent += AT_A_TIME) {
        for (int i = 0; i < AT_A_TIME; i++) {
          other.send("PUBLISH", "chat_channel", MESSAGE);
        }
        for (int i = 0; i < AT_A_TIME; i++) {
          other.read();
          assertEquals(MESSAGE.length(), quick.next().length());
        }
      }
    }
  }

  private int slowSessions() {
    String metrics = Http.get(server.uri("/metrics")).body();
    return metrics
        .lines()
        .filter(line -> line.startsWith("aside_sessions_slow_total"))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
