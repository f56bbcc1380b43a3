package dev.aside.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.gateway.Envelope;
import dev.aside.server.Http;
import dev.aside.server.TestServer;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels with history: what a client that was away gets when it comes back. */
final class RoomsTest {
  private static final Pattern PLACE =
      Pattern.compile("\\{\"channel\":\"[^\"]+\",\"epoch\":\"([^\"]+)\",\"offset\":([0-9]+)\\}");

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final String room = "room:" + Long.toHexString(ThreadLocalRandom.current().nextLong());
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
  void post_room_answersWithThePlace() {
    String first = say("a");
    String second = say("b");

    assertTrue(first.endsWith(":1"), first);
    assertEquals(first.replaceAll(":1$", ":2"), second);
  }

  @Test
  void webSocket_room_getsExactlyThePayload() throws Exception {
    try (WebSocketClient socket = WebSocketClient.open(server, "/channels/" + room)) {
      say("শুভ সকাল");

      assertEquals("শুভ সকাল", socket.next());
    }
  }

  @Test
  void events_room_haveIds() throws Exception {
    try (EventClient events = EventClient.open(server, room)) {
      String place = say("a");

      events.expect("id: " + place, "data: a", "");
    }
  }

  @Test
  void events_comeBack_getWhatTheyMissedAndThenWhatComes() throws Exception {
    String first = say("a");
    List<String> missed = List.of(say("b"), say("c"));

    try (EventClient events = EventClient.resume(server, room, first)) {
      events.expect("id: " + missed.get(0), "data: b", "");
      events.expect("id: " + missed.get(1), "data: c", "");
      events.expect("id: " + say("d"), "data: d", "");
      events.expect("id: " + say("e"), "data: e", "");
    }
  }

  @Test
  void events_comeBackToAnotherServer_goOn() throws Exception {
    String first = say("a");
    String second = say("b");

    try (TestServer other = TestServer.on(redis.uri());
        EventClient events = EventClient.resume(other, room, first)) {
      events.expect("id: " + second, "data: b", "");
      events.expect("id: " + say("c"), "data: c", "");
    }
  }

  @Test
  void post_bytesThatBeginAsAnEnvelope_areTheMessageAndNameNobody() throws Exception {
    String forged = "\u00ff\u0001\u0000\u0000\u0000\u0002{}hello"; // a byte each
    say("%FF%01%00%00%00%02%7B%7Dhello");

    try (Aside aside = Aside.connect(redis.uri())) {
      byte[] kept =
          aside
              .topic(room, Codec.bytes())
              .history(ChannelTopics.ROOM_HISTORY, ChannelTopics.ROOM_KEEP)
              .build()
              .history(1)
              .get(0)
              .payload();
      assertEquals(forged, new String(Envelope.dataOf(kept), StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void events_comeBackWhileMuchIsSaid_eachMessageComesOnceAndInOrder() throws Exception {
    String last = say("0");
    List<String> seen = new ArrayList<>();
    Semaphore mayBeSaid = new Semaphore(ChannelTopics.ROOM_HISTORY / 2); // no more is forgotten
    Thread speaker = new Thread(() -> sayNumbers(1, 300, mayBeSaid));
    speaker.start();
    while (seen.size() < 300) {
      try (EventClient events = EventClient.resume(server, room, last)) {
        for (int i = 0; i < 20 && seen.size() < 300; i++) {
          last = events.next().substring("id: ".length());
          seen.add(events.next());
          events.expect("");
          mayBeSaid.release();
        }
      }
    }
    speaker.join();

    List<String> all = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      all.add("data: " + i);
    }
    assertEquals(all, seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"elsewhere:1", "nonsense", "", "e:-1", "99999999999999999999:1"})
  void events_unknownId_isResetAndEverythingThatIsKept(String lastEventId) throws Exception {
    String first = say("a");
    String second = say("b");

    try (EventClient events = EventClient.resume(server, room, lastEventId)) {
      events.expect("event: reset", "data: not_recovered", "");
      events.expect("id: " + first, "data: a", "");
      events.expect("id: " + second, "data: b", "");
      events.expect("id: " + say("c"), "data: c", "");
    }
  }

  @Test
  void events_missedIsNoLongerKept_isReset() throws Exception {
    String first = say("0");
    sayNumbers(1, ChannelTopics.ROOM_HISTORY + 1);

    try (EventClient events = EventClient.resume(server, room, first)) {
      events.expect("event: reset", "data: not_recovered", "");
      events.next();
      events.expect("data: 2");
    }
  }

  @Test
  void events_oldest_isEverythingThatIsKeptWithoutAReset() throws Exception {
    String first = say("a");

    try (EventClient events = EventClient.open(server, room, "lastEventId=oldest")) {
      events.expect("id: " + first, "data: a", "");
      events.expect("id: " + say("b"), "data: b", "");
    }
  }

  @Test
  void events_emptyRoomFromTheOldest_getsTheFirstMessage() throws Exception {
    try (EventClient events = EventClient.open(server, room, "lastEventId=oldest")) {
      events.expect("id: " + say("a"), "data: a", "");
    }
  }

  @Test
  void events_redisIsEmptied_liveSessionIsToldAndOneThatComesBackIsReset() throws Exception {
    try (EventClient events = EventClient.open(server, room)) {
      String before = say("a");
      events.expect("id: " + before, "data: a", "");

      redis.restart();
      Await.until("it can be said", () -> trySay("b").statusCode() == 200);
      events.expect("event: gap", "data: not_recovered", "");
      String id = events.next();
      events.expect("data: b", "");

      assertNotEquals(before, id.substring("id: ".length()));
      try (EventClient late = EventClient.resume(server, room, before)) {
        late.expect("event: reset", "data: not_recovered", "", id, "data: b", "");
      }
      String metrics = Http.get(server.uri("/metrics")).body();
      assertTrue(metrics.contains("aside_gaps_total 1.0"), metrics);
      assertTrue(metrics.contains("aside_sessions_reset_total 1.0"), metrics);
    }
  }

  @Test
  void post_sameIdempotencyKey_isSaidOnce() throws Exception {
    try (EventClient events = EventClient.open(server, room)) {
      HttpResponse<String> first = say("once", "key-1");
      HttpResponse<String> again = say("once", "\"key-1\"");
      HttpResponse<String> other = say("twice", "key-2");

      assertEquals(200, again.statusCode());
      assertEquals(first.body(), again.body());
      events.expect("id: " + place(first), "data: once", "");
      events.expect("id: " + place(other), "data: twice", "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "\"", "\"\"", "a\\b"})
  void post_malformedIdempotencyKey_is400(String key) {
    assertEquals(400, say("a", key).statusCode());
  }

  @Test
  void post_idempotencyKeyOnAPlainChannel_is400() {
    HttpResponse<String> answer =
        Http.post(
            server.uri("/messages"),
            "application/x-www-form-urlencoded",
            "msg=a",
            "Idempotency-Key",
            "k");

    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("room:lobby"), answer.body());
  }

  private void sayNumbers(int from, int to) {
    sayNumbers(from, to, new Semaphore(to - from + 1));
  }

  private void sayNumbers(int from, int to, Semaphore mayBeSaid) {
    for (int i = from; i <= to; i++) {
      mayBeSaid.acquireUninterruptibly();
      say(Integer.toString(i));
    }
  }

  /** Where it stands, as an event's id. */
  private String say(String text) {
    return place(trySay(text));
  }

  private HttpResponse<String> trySay(String text) {
    return Http.form(server.uri("/channels/" + room), "msg=" + text);
  }

  private HttpResponse<String> say(String text, String key) {
    return Http.post(
        server.uri("/channels/" + room),
        "application/x-www-form-urlencoded",
        "msg=" + text,
        "Idempotency-Key",
        key);
  }

  private static String place(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer.body());
    Matcher matcher = PLACE.matcher(answer.body());
    assertTrue(matcher.matches(), answer.body());
    return matcher.group(1) + ":" + matcher.group(2);
  }
}
