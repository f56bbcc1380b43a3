package dev.aside.server.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.Http;
import dev.aside.server.TestServer;
import dev.aside.server.config.Setting;
import dev.aside.server.config.Settings;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.io.DataInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Speaking and listening through the server, with a real Redis and its other clients. */
final class ChannelRoutesTest {
  private static final String CHANNEL = "chat_channel";

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "",
        "শুভ সকাল 🌅",
        "two\nlines",
        "  spaces  ",
        "\"quoted\"",
        "a&b=c+d%20"
      })
  void publishByAnyClient_reachesWebSocketExactly(String message) throws Exception {
    try (WebSocketClient chat = WebSocketClient.open(server, "/chat");
        RespClient other = redis.client()) {
      assertEquals(1, other.number("PUBLISH", CHANNEL, message));

      assertEquals(message, chat.next());
    }
  }

  @Test
  void publishByAnyClient_reachesEventStream() throws Exception {
    try (EventClient events = EventClient.open(server, CHANNEL);
        RespClient other = redis.client()) {
      other.number("PUBLISH", CHANNEL, "শুভ সকাল");
      other.number("PUBLISH", CHANNEL, "one\ntwo\r\nthree\rfour");
      other.number("PUBLISH", CHANNEL, "");

      events.expect("data: শুভ সকাল", "");
      events.expect("data: one", "data: two", "data: three", "data: four", "");
      events.expect("data: ", "");
    }
  }

  @Test
  void publishOfBytesThatAreNoText_reachesBothAsBinary() throws Exception {
    byte[] bytes = {(byte) 0xFF, 0, (byte) 0x80};
    try (WebSocketClient chat = WebSocketClient.open(server, "/chat");
        EventClient events = EventClient.open(server, CHANNEL);
        RespClient other = redis.client()) {
      other.number("PUBLISH", CHANNEL, bytes);

      assertArrayEquals(bytes, chat.nextBinary());
      events.expect("event: binary", "data: /wCA", "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "", "শুভ সকাল 🌅", "two\nlines", "a&b=c+d%20"})
  void post_reachesPlainRedisSubscriberByteForByte(String message) {
    byte[] expected = message.getBytes(StandardCharsets.UTF_8);
    String encoded = URLEncoder.encode(message, StandardCharsets.UTF_8);
    try (RespClient subscriber = redis.client()) {
      subscriber.subscribe(CHANNEL, "news");

      HttpResponse<String> answer = Http.form(server.uri("/messages"), "msg=" + encoded);
      assertEquals(200, answer.statusCode());
      assertEquals("{\"channel\":\"chat_channel\"}", answer.body());
      assertArrayEquals(expected, subscriber.nextMessage().payload());

      Http.form(server.uri("/messages"), "channel=news&msg=" + encoded);
      assertArrayEquals(expected, subscriber.nextMessage().payload());

      Http.form(server.uri("/channels/news"), "msg=" + encoded);
      assertArrayEquals(expected, subscriber.nextMessage().payload());
    }
  }

  @Test
  void post_otherForms_mean_theSame() {
    URI uri = server.uri("/messages");
    String multipart =
        "--x\r\nContent-Disposition: form-data; name=\"msg\"\r\n\r\nশুভ সকাল\r\n--x--\r\n";
    try (RespClient subscriber = redis.client()) {
      subscriber.subscribe(CHANNEL);

      Http.form(uri, "msg=শুভ সকাল");
      Http.post(uri, "multipart/form-data; boundary=x", multipart);
      Http.post(uri, "application/json", "{\"msg\":\"শুভ সকাল\"}");

      for (int i = 0; i < 3; i++) {
        byte[] payload = subscriber.nextMessage().payload();
        assertEquals("শুভ সকাল", new String(payload, StandardCharsets.UTF_8), "form " + i);
      }
    }
  }

  @Test
  void post_withoutMessage_is400NamingTheField() {
    URI uri = server.uri("/messages");

    for (HttpResponse<String> answer :
        List.of(
            Http.form(uri, ""),
            Http.form(uri, "text=hello"),
            Http.post(uri, "application/json", "{}"),
            Http.post(uri, "application/json", "{\"msg\":7}"))) {
      assertEquals(400, answer.statusCode());
      assertTrue(answer.body().contains("\"field\":\"msg\""), answer.body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"msg=%", "msg=%zz", "msg=%F", "msg=\"&%=%"})
  void post_malformedForm_is400(String form) {
    assertEquals(400, Http.form(server.uri("/messages"), form).statusCode());
  }

  @Test
  void post_otherType_is415() {
    assertEquals(415, Http.post(server.uri("/messages"), "text/plain", "hi").statusCode());
  }

  @Test
  void post_largestMessage_arrives_andOneByteMoreIs413() throws Exception {
    String largest = "ক".repeat(65_536 / 3) + "x";
    try (WebSocketClient chat = WebSocketClient.open(server, "/chat")) {
      assertEquals(200, Http.form(server.uri("/messages"), "msg=" + largest).statusCode());
      assertEquals(largest, chat.next());

      assertEquals(413, Http.form(server.uri("/messages"), "msg=" + largest + "y").statusCode());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"__redis__:invalidate", "aside:x", "a%20b", "a%2Fb", "*", "ক"})
  void channelOfBadName_isRefusedEverywhere(String name) {
    String path = "/channels/" + name.replace("ক", "%E0%A6%95");

    int post = Http.form(server.uri(path), "msg=hi").statusCode();
    int events = Http.get(server.uri(path + "/events")).statusCode();

    assertTrue(post == 400 || post == 404, "POST " + post);
    assertEquals(post, events);
    Await.failure(WebSocketClient.tryOpen(server, path, null));
  }

  @Test
  void channels_areApart() throws Exception {
    try (WebSocketClient one = WebSocketClient.open(server, "/channels/one");
        WebSocketClient two = WebSocketClient.open(server, "/channels/two")) {
      Http.form(server.uri("/channels/one"), "msg=1");
      Http.form(server.uri("/channels/two"), "msg=2");

      assertEquals("1", one.next());
      assertEquals("2", two.next());
      assertEquals(0, one.waiting() + two.waiting());
    }
  }

  @Test
  void sessionsOfOneChannel_shareOneSubscription_thatEndsWithTheLast() throws Exception {
    try (RespClient other = redis.client()) {
      WebSocketClient first = WebSocketClient.open(server, "/channels/shared");
      WebSocketClient second = WebSocketClient.open(server, "/channels/shared");
      EventClient third = EventClient.open(server, "shared");
      assertEquals(1, subscribers(other));

      first.close();
      third.close();
      Http.form(server.uri("/channels/shared"), "msg=still");
      assertEquals("still", second.next());

      second.close();
      Await.until("no subscription is left", () -> subscribers(other) == 0);
      try (WebSocketClient again = WebSocketClient.open(server, "/channels/shared")) {
        Http.form(server.uri("/channels/shared"), "msg=again");
        assertEquals("again", again.next());
      }
    }
  }

  private static long subscribers(RespClient client) {
    return Long.parseLong(client.texts("PUBSUB", "NUMSUB", "shared").get(1));
  }

  @Test
  void sessionsThatWent_areCountedNoMore() throws Exception {
    for (int i = 0; i < 5; i++) {
      WebSocketClient.open(server, "/chat").leave();
      EventClient.open(server, "chat_channel").leave();
    }

    Await.until(
        "this client's connection alone is left",
        () -> {
          String metrics = Http.get(server.uri("/metrics")).body();
          return metrics.contains("http_server_connections 1.0")
              && metrics.contains("http_server_requests_active 1.0")
              && metrics.contains("aside_sessions{kind=\"websocket\"} 0.0")
              && metrics.contains("aside_sessions{kind=\"events\"} 0.0")
              && metrics.contains("aside_channels 0.0");
        });
  }

  @Test
  void messages_arriveInOrder() throws Exception {
    try (WebSocketClient chat = WebSocketClient.open(server, "/chat");
        RespClient other = redis.client()) {
      for (int i = 0; i < 5_000; i++) {
        other.send("PUBLISH", CHANNEL, String.valueOf(i));
      }
      for (int i = 0; i < 5_000; i++) {
        assertEquals(String.valueOf(i), chat.next());
      }
    }
  }

  @Test
  void twoServersOnOneRedis_chatWithEachOther() throws Exception {
    try (TestServer other = TestServer.on(redis.uri());
        WebSocketClient here = WebSocketClient.open(server, "/chat");
        WebSocketClient there = WebSocketClient.open(other, "/chat")) {
      Http.form(server.uri("/messages"), "msg=from here");
      Http.form(other.uri("/messages"), "msg=from there");

      assertEquals("from here", here.next());
      assertEquals("from there", here.next());
      assertEquals("from here", there.next());
      assertEquals("from there", there.next());
    }
  }

  @Test
  void clientThatSpeaks_isClosedWith1008() {
    try (WebSocketClient chat = WebSocketClient.open(server, "/chat")) {
      chat.socket().sendText("hello", true);

      assertEquals(1008, Await.result(chat.closed()));
    }
  }

  @Test
  void clientFrameTooLarge_isClosedWith1009() throws Exception {
    try (StuckClient chat = StuckClient.webSocket(server, "/chat")) {
      chat.sendFrameHead(LiveLimits.MAX_FRAME + 1);

      assertEquals(1009, chat.readToCloseFrame());
    }
  }

  @Test
  void clientThatFloodsPings_isClosedWith1008() {
    try (WebSocketClient chat = WebSocketClient.open(server, "/chat")) {
      for (int i = 0; i <= LiveLimits.MAX_CLIENT_PINGS && !chat.closed().isDone(); i++) {
        Await.result(chat.socket().sendPing(ByteBuffer.allocate(1)).exceptionally(gone -> null));
      }

      assertEquals(1008, Await.result(chat.closed()));
    }
  }

  @Test
  void notAnUpgrade_is426() {
    HttpResponse<String> answer = Http.get(server.uri("/chat"));

    assertEquals(426, answer.statusCode());
    assertEquals("websocket", Http.header(answer, "Upgrade"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sec-WebSocket-Version: 7\r\n", ""})
  void handshakeThatIsNotRight_isRefused_andTakesNoPlace(String headers) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      String request =
          "GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
      socket.getOutputStream().write((request + headers + "\r\n").getBytes(US_ASCII));

      byte[] answer = new byte[12];
      new DataInputStream(socket.getInputStream()).readFully(answer);

      assertTrue(
          new String(answer, US_ASCII).startsWith("HTTP/1.1 4"), new String(answer, US_ASCII));
      Await.until("no session", () -> metrics().contains("aside_sessions{kind=\"websocket\"} 0.0"));
      Await.until("no request", () -> metrics().contains("http_server_requests_active 1.0"));
    }
  }

  private String metrics() {
    return Http.get(server.uri("/metrics")).body();
  }

  @Test
  void origin_foreign_mayNeitherListenNorSpeak() {
    Throwable refused =
        Await.failure(WebSocketClient.tryOpen(server, "/chat", "https://evil.example"));

    assertEquals(403, ((WebSocketHandshakeException) refused).getResponse().statusCode());
    String form = "application/x-www-form-urlencoded";
    URI messages = server.uri("/messages");
    String own = server.url();
    assertEquals(
        403, Http.post(messages, form, "msg=1", "Origin", "https://evil.example").statusCode());
    assertEquals(403, Http.post(messages, form, "msg=1", "Origin", "null").statusCode());
    assertEquals(200, Http.post(messages, form, "msg=1", "Origin", own).statusCode());
    assertEquals(
        403,
        Http.get(server.uri("/channels/x/events"), "Origin", "https://evil.example").statusCode());
  }

  @Test
  void origin_allowedByName_mayListenAndSpeak() {
    Map<Setting<?>, String> settings =
        Map.of(Settings.REDIS, redis.uri(), Settings.ALLOWED_ORIGIN, "https://app.example");
    try (TestServer open = TestServer.start(settings)) {
      Await.result(WebSocketClient.tryOpen(open, "/chat", "https://app.example")).abort();
      HttpResponse<String> answer = Http.get(open.uri("/users/1"), "Origin", "https://app.example");

      assertEquals("https://app.example", Http.header(answer, "Access-Control-Allow-Origin"));
      HttpResponse<String> preflight =
          Http.method("OPTIONS", open.uri("/users/1"), "Origin", "https://app.example");
      assertEquals(204, preflight.statusCode());
      assertTrue(Http.header(preflight, "Access-Control-Allow-Methods").contains("PUT"));
    }
  }

  @Test
  void sessionsBeyondTheLimit_are503() throws Exception {
    try (TestServer small =
            TestServer.start(Map.of(Settings.REDIS, redis.uri(), Settings.MAX_SESSIONS, "2"));
        WebSocketClient first = WebSocketClient.open(small, "/chat");
        EventClient second = EventClient.open(small, CHANNEL)) {
      HttpResponse<String> third = Http.get(small.uri("/channels/x/events"));
      assertEquals(503, third.statusCode());
      assertEquals("1", Http.header(third, "Retry-After"));

      first.leave();
      Await.until(
          "the place is free again",
          () -> {
            try {
              EventClient.open(small, CHANNEL).leave();
              return true;
            } catch (AssertionError full) {
              return false;
            }
          });
      second.leave();
    }
  }

  @Test
  void closingTheServer_tellsSessionsToComeBack() throws Exception {
    TestServer ending = TestServer.on(redis.uri());
    WebSocketClient chat = WebSocketClient.open(ending, "/chat");
    EventClient events = EventClient.open(ending, CHANNEL);

    ending.close();

    assertEquals(1001, Await.result(chat.closed()));
    events.expectEnd();
  }
}
