package dev.aside.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.Http;
import dev.aside.server.TestServer;
import dev.aside.server.config.Settings;
import dev.aside.server.live.WebSocketClient;
import dev.aside.testkit.Await;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What comes through the socket that no honest client sends, and what it gets for it. */
final class WebSocketDoorTest {
  private static final String PATH = "/connection/websocket";
  private static final TestServer SERVER =
      TestServer.start(Map.of(Settings.ALLOWED_ORIGIN, "https://app.example.com"));

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void frames_oneAndSeveral_areAnsweredTogether() throws InterruptedException {
    try (WebSocketClient client = WebSocketClient.open(SERVER, PATH)) {
      client.sendText(
          "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"room:door\"}}");
      String answers = client.next();
      while (!answers.contains("\"id\":2")) {
        answers += "\n" + client.next();
      }
      assertTrue(answers.startsWith("{\"id\":1,\"connect\":{\"client\":\""), answers);
      assertTrue(answers.contains("\"ping\":25,\"pong\":true"), answers);
      assertTrue(answers.contains("\n{\"id\":2,\"subscribe\":{\"recoverable\":true"), answers);
    }
  }

  @Test
  void origins_notAllowed_areRefused() {
    assertEquals(403, statusOf("https://evil.example"));
    assertEquals(403, statusOf("null"));
    assertEquals(403, statusOf("https://app.example.com.evil.example"));
    Await.result(WebSocketClient.tryOpen(SERVER, PATH, "https://app.example.com")).abort();
    Await.result(WebSocketClient.tryOpen(SERVER, PATH, SERVER.url())).abort();
  }

  private static int statusOf(String origin) {
    Throwable error = Await.failure(WebSocketClient.tryOpen(SERVER, PATH, origin));
    return assertInstanceOf(WebSocketHandshakeException.class, error).getResponse().statusCode();
  }

  @Test
  void request_thatIsNoWebSocket_isToldSo() throws Exception {
    assertEquals(426, Http.get(SERVER.uri(PATH)).statusCode());
  }

  @Test
  void whatIsNotOfTheProtocol_closesWithItsCode() {
    assertEquals(3501, closedBy("hello"));
    assertEquals(3501, closedBy(""));
    assertEquals(3501, closedBy("{\"id\":1,\"subscribe\":{\"channel\":\"a\"}}"));
    assertEquals(3500, closedBy("{\"id\":1,\"connect\":{\"token\":\"a.b.c\"}}"));
    assertEquals(1009, closedBy("x".repeat(70_000)));
  }

  @Test
  void binary_isTheOtherForm_whichThisServerHasNot() {
    try (WebSocketClient client = WebSocketClient.open(SERVER, PATH)) {
      client.sendBinary(ByteBuffer.wrap(new byte[] {5, 8, 1, 34, 0}));
      assertEquals(3506, Await.result(client.closed()));
    }
  }

  @Test
  void anything_leavesTheServerHealthy() throws Exception {
    Random random = new Random(28);
    for (int i = 0; i < 100; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      try (WebSocketClient client = WebSocketClient.open(SERVER, PATH)) {
        client.sendText(new String(noise, StandardCharsets.ISO_8859_1));
        assertEquals(3501, Await.result(client.closed()));
      }
    }
    Await.until(
        "none is left",
        () ->
            Http.get(SERVER.uri("/metrics")).body().contains("aside_sessions{kind=\"gateway\"} 0"));
    assertEquals(200, Http.get(SERVER.uri("/health/ready")).statusCode());
  }

  private static int closedBy(String text) {
    try (WebSocketClient client = WebSocketClient.open(SERVER, PATH)) {
      client.sendText(text);
      return Await.result(client.closed());
    }
  }
}
