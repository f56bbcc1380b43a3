package dev.aside.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a client gets for what it sends. */
final class SessionTest {
  private final Fixture fixture = new Fixture();
  private final Gateway gateway = fixture.gateway();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void connect_first_isAnswered() throws InterruptedException {
    TestClient client = TestClient.open(gateway);

    client.send("{'id':7,'connect':{}}");

    JsonNode reply = client.next();
    assertEquals(7, reply.path("id").asInt());
    assertEquals(client.session().client(), reply.path("connect").path("client").asString());
    assertEquals(25, reply.path("connect").path("ping").asInt());
    assertTrue(reply.path("connect").path("pong").asBoolean());
    assertFalse(reply.path("connect").has("session"), "a secret of sockets that need none");
  }

  @Test
  void commands_beforeConnectOrTwice_endTheSession() throws InterruptedException {
    TestClient hasty = TestClient.open(gateway);
    hasty.send("{'id':1,'subscribe':{'channel':'a'}}");
    assertEquals(3501, hasty.ended());

    TestClient again = TestClient.connected(gateway);
    again.send("{'id':2,'connect':{}}");
    assertEquals(3501, again.ended());
  }

  @Test
  void frames_thatAreNone_endTheSession() throws InterruptedException {
    for (String frame :
        new String[] {
          "", "\n", "[]", "{", "{'id':2}", "{'publish':{}}", "{'id':2,'ping':{}}", "x"
        }) {
      TestClient client = TestClient.connected(gateway);
      client.send(frame);
      assertEquals(3501, client.ended(), frame);
    }
  }

  @Test
  void commands_inOneFrame_areDoneInOrder() throws InterruptedException {
    TestClient client = TestClient.open(gateway);

    client.send(
        "{'id':1,'connect':{}}\n{'id':2,'subscribe':{'channel':'room:a'}}\n"
            + "{'id':3,'publish':{'channel':'room:a','data':{'n':1}}}\n"
            + "{'id':4,'unsubscribe':{'channel':'room:a'}}");

    assertTrue(client.next().has("connect"));
    JsonNode subscribed = client.next();
    assertEquals(2, subscribed.path("id").asInt());
    assertTrue(subscribed.path("subscribe").path("recoverable").asBoolean());
    Set<Integer> later = new HashSet<>();
    while (!later.contains(4)) {
      later.add(client.next().path("id").asInt());
    }
    assertTrue(later.contains(3), "the publication was answered before");
  }

  @Test
  void publication_reachesSubscribersOnce_withTheSender() throws InterruptedException {
    TestClient one = TestClient.connected(gateway);
    TestClient two = TestClient.connected(gateway);
    subscribe(one, "room:a");
    subscribe(two, "room:a");

    one.send("{'id':3,'publish':{'channel':'room:a','data':{'text':'hello'}}}");

    JsonNode push = nextPush(two, "pub");
    assertEquals("room:a", push.path("channel").asString());
    assertEquals("{\"text\":\"hello\"}", push.path("pub").path("data").toString());
    assertEquals(1, push.path("pub").path("offset").asInt());
    assertEquals(one.session().client(), push.path("pub").path("info").path("client").asString());
    assertFalse(push.path("pub").path("epoch").asString("").isEmpty());
  }

  @Test
  void subscribe_refusals_haveTheirCodes() throws InterruptedException {
    TestClient client = TestClient.connected(gateway);
    subscribe(client, "a");

    assertEquals(105, client.errorOf("{'id':3,'subscribe':{'channel':'a'}}"));
    assertEquals(102, client.errorOf("{'id':4,'subscribe':{'channel':'other:a'}}"));
    assertEquals(103, client.errorOf("{'id':5,'subscribe':{'channel':'users:a'}}"));
    assertEquals(103, client.errorOf("{'id':6,'subscribe':{'channel':'$room:a'}}"));
    assertEquals(103, client.errorOf("{'id':7,'subscribe':{'channel':'token:a'}}"));
    assertEquals(108, client.errorOf("{'id':8,'subscribe':{'channel':'b','type':1}}"));
    for (String bad : new String[] {"", "a b", "a*", "__keyspace@0__:a", "aside:control", "{a}"}) {
      assertEquals(107, client.errorOf("{'id':9,'subscribe':{'channel':'" + bad + "'}}"), bad);
    }
  }

  @Test
  void privateChannel_isClosedToThoseWhoAreNotSubscribed() throws InterruptedException {
    TestClient client = TestClient.connected(gateway);

    assertEquals(103, client.errorOf("{'id':3,'publish':{'channel':'$a','data':1}}"));
    assertEquals(103, client.errorOf("{'id':4,'publish':{'channel':'$room:a','data':1}}"));
    assertEquals(103, client.errorOf("{'id':5,'history':{'channel':'$room:a'}}"));
    assertEquals(103, client.errorOf("{'id':6,'presence':{'channel':'$room:a'}}"));
  }

  @Test
  void subscribe_moreThanMay_isRefused() throws InterruptedException {
    TestClient client = TestClient.connected(gateway);
    for (int i = 0; i < Session.MAX_CHANNELS; i++) {
      subscribe(client, "c" + i);
    }
    assertEquals(106, client.errorOf("{'id':3,'subscribe':{'channel':'one-more'}}"));
  }

  @Test
  void publish_whereItMayNot_isRefused() throws InterruptedException {
    TestClient client = TestClient.connected(gateway);

    assertEquals(103, client.errorOf("{'id':2,'publish':{'channel':'room:a','data':1}}"));
    assertEquals(103, client.errorOf("{'id':3,'publish':{'channel':'users:a','data':1}}"));
    assertEquals(107, client.errorOf("{'id':4,'publish':{'channel':'a'}}"));
  }

  @Test
  void recover_withinHistory_bringsEachOnceInOrder() throws InterruptedException {
    TestClient client = TestClient.connected(gateway);
    subscribe(client, "room:a");
    publish("room:a", 1);
    String epoch = nextPush(client, "pub").path("pub").path("epoch").asString();
    client.leave();
    publish("room:a", 2);
    publish("room:a", 3);

    TestClient back = TestClient.connected(gateway);
    back.send(recovering("room:a", epoch, 1));

    JsonNode reply = back.next().path("subscribe");
    assertTrue(reply.path("recovered").asBoolean(), reply.toString());
    assertTrue(reply.path("was_recovering").asBoolean());
    assertEquals(1, reply.path("offset").asInt(), "before the publications");
    assertEquals(2, reply.path("publications").size());
    assertEquals(2, reply.path("publications").get(0).path("offset").asInt());
    publish("room:a", 4);
    assertEquals(4, nextPush(back, "pub").path("pub").path("offset").asInt());
  }

  @Test
  void recover_whatIsGoneOrOfAnotherLife_isToldSo() throws InterruptedException {
    for (int i = 1; i <= 20; i++) {
      publish("room:a", i);
    }
    TestClient client = TestClient.connected(gateway);
    client.send("{'id':2,'history':{'channel':'room:a','limit':0}}");
    assertEquals(103, client.next().path("error").path("code").asInt());
    client.send(recovering("room:a", "", 2));
    JsonNode gone = client.next().path("subscribe");
    assertFalse(gone.path("recovered").asBoolean());
    assertEquals(20, gone.path("offset").asInt());
    assertEquals(0, gone.path("publications").size());

    TestClient other = TestClient.connected(gateway);
    other.send(recovering("room:a", "another", 19));
    assertFalse(other.next().path("subscribe").path("recovered").asBoolean());

    TestClient strict = TestClient.connected(gateway);
    strict.send(recovering("room:a", "another", 19).replace("'recover'", "'flag':2,'recover'"));
    assertEquals(112, strict.next().path("error").path("code").asInt());
    assertEquals(1, gateway.stats().unrecovered() - 2);
  }

  @Test
  void history_inBothDirections_isAsAsked() throws InterruptedException {
    for (int i = 1; i <= 5; i++) {
      publish("room:a", i);
    }
    TestClient client = TestClient.connected(gateway);
    subscribe(client, "room:a");

    assertEquals("[]", offsets(client, "'limit':0"));
    assertEquals("[1, 2, 3, 4, 5]", offsets(client, "'limit':-1"));
    assertEquals("[5, 4]", offsets(client, "'limit':2,'reverse':true"));
    assertEquals("[3, 4]", offsets(client, "'limit':2,'since':{'offset':2}"));
    assertEquals("[3, 2]", offsets(client, "'limit':2,'since':{'offset':4},'reverse':true"));
    assertEquals(
        112, client.errorOf("{'id':9,'history':{'channel':'room:a','since':{'epoch':'other'}}}"));
    assertEquals(
        107,
        client.errorOf(
            "{'id':9,'history':{'channel':'room:a','since':{'offset':0},'reverse':true}}"));
    assertEquals(108, client.errorOf("{'id':9,'history':{'channel':'a'}}"));
  }

  @Test
  void presence_tellsWhoIsThere_inAllProcesses() throws InterruptedException {
    Gateway other = fixture.gateway();
    Await.until("they know each other", () -> knowEachOther(gateway, other));
    TestClient here = TestClient.connected(gateway);
    TestClient there = TestClient.connected(other);
    subscribe(here, "room:a");
    subscribe(there, "room:a");

    // The other one is told that it is there a moment before others are.
    Await.until(
        "both are told of",
        () -> {
          here.send("{'id':5,'presence':{'channel':'room:a'}}");
          JsonNode clients = nextReply(here, 5).path("presence").path("presence");
          return Set.copyOf(clients.propertyNames())
              .equals(Set.of(here.session().client(), there.session().client()));
        });

    here.send("{'id':6,'presence_stats':{'channel':'room:a'}}");
    JsonNode stats = nextReply(here, 6).path("presence_stats");
    assertEquals(2, stats.path("num_clients").asInt());
    assertEquals(1, stats.path("num_users").asInt());

    assertEquals(108, here.errorOf("{'id':7,'presence':{'channel':'a'}}"));
  }

  private static boolean knowEachOther(Gateway one, Gateway two) {
    return one.peers().size() == 1 && two.peers().size() == 1;
  }

  @Test
  void joinAndLeave_areToldToThoseThatAsk() throws InterruptedException {
    TestClient curious = TestClient.connected(gateway);
    curious.send("{'id':2,'subscribe':{'channel':'room:a','join_leave':true}}");
    assertTrue(curious.next().has("subscribe"));
    TestClient other = TestClient.connected(gateway);

    subscribe(other, "room:a");
    JsonNode join = nextPush(curious, "join");
    while (!clientOf(join, "join").equals(other.session().client())) {
      join = nextPush(curious, "join"); // its own
    }
    other.leave();
    assertEquals(other.session().client(), clientOf(nextPush(curious, "leave"), "leave"));
  }

  private static String clientOf(JsonNode push, String what) {
    return push.path(what).path("info").path("client").asString();
  }

  @Test
  void rpc_ofTheApplication_isCalled() throws InterruptedException {
    Gateway calling =
        fixture.gateway(
            builder ->
                builder.rpc(
                    (caller, method, data) ->
                        switch (method) {
                          case "echo" -> CompletableFuture.completedStage(data);
                          case "fail" -> throw new IllegalStateException("secret");
                          default -> null;
                        }));
    TestClient client = TestClient.connected(calling);

    client.send("{'id':2,'rpc':{'method':'echo','data':{'a':[1.5]}}}");
    assertEquals("{'id':2,'rpc':{'data':{'a':[1.5]}}}", client.nextText());
    assertEquals(104, client.errorOf("{'id':3,'rpc':{'method':'other'}}"));
    client.send("{'id':4,'rpc':{'method':'fail'}}");
    assertEquals(
        "{'id':4,'error':{'code':100,'message':'internal server error','temporary':true}}",
        client.nextText());
  }

  @Test
  void commands_tooFast_areRefusedForAWhile() throws InterruptedException {
    Gateway strict =
        fixture.gateway(
            builder ->
                builder.rateLimits(RateLimits.standard().withCommand("publish", new Rate(1, 2))));
    TestClient client = TestClient.connected(strict);
    String publish = "{'id':2,'publish':{'channel':'a','data':1}}";

    assertEquals(0, client.errorOf(publish));
    assertEquals(0, client.errorOf(publish));
    assertEquals(111, client.errorOf(publish));
    fixture.time.advance(Duration.ofSeconds(1));
    assertEquals(0, client.errorOf(publish));
    assertEquals(1, strict.stats().throttled());
  }

  @Test
  void commands_ofOneAddress_shareALimit() throws InterruptedException {
    Gateway strict =
        fixture.gateway(
            builder -> builder.rateLimits(RateLimits.standard().withAddress(new Rate(1, 3))));
    TestClient one = TestClient.connected(strict);
    TestClient two = TestClient.connected(strict);
    String publish = "{'id':2,'publish':{'channel':'a','data':1}}";

    assertEquals(0, one.errorOf(publish));
    assertEquals(111, two.errorOf(publish));
  }

  @Test
  void reader_thatReadsNothing_isClosedAlone() throws InterruptedException {
    TestClient slow = TestClient.connected(gateway);
    TestClient good = TestClient.connected(gateway);
    subscribe(slow, "a");
    subscribe(good, "a");
    slow.stopReading();
    byte[] large = ("\"" + "x".repeat(100_000) + "\"").getBytes(StandardCharsets.UTF_8);

    for (int i = 0; i < 12; i++) {
      Await.result(gateway.publish("a", large));
    }

    assertEquals(3008, slow.ended());
    for (int i = 0; i < 12; i++) {
      nextPush(good, "pub");
    }
    assertTrue(good.isOpen());
    assertEquals(1, gateway.stats().slow());
  }

  @Test
  void pings_notAnswered_endTheSession() throws InterruptedException {
    TestClient client = TestClient.connected(gateway);
    client.stopAnswering();

    passUntilPing(client);
    client.send("{}");
    client.send("{'id':2,'publish':{'channel':'a','data':1}}");
    assertTrue(client.next().has("publish"), "the answer was taken");
    passUntilPing(client);
    fixture.pass(Heartbeat.PATIENCE.plusSeconds(2));

    assertEquals(3012, client.ended());
  }

  private void passUntilPing(TestClient client) throws InterruptedException {
    for (long i = 0; i <= Heartbeat.INTERVAL.toSeconds() && client.waiting() == 0; i++) {
      fixture.pass(Duration.ofSeconds(1));
    }
    assertEquals("{}", client.nextText());
  }

  @Test
  void pong_thatNobodyAskedFor_endsTheSession() throws InterruptedException {
    TestClient client = TestClient.connected(gateway);
    client.send("{}");
    assertEquals(3501, client.ended());
  }

  @Test
  void client_thatSaysNothing_isClosed() {
    TestClient client = TestClient.open(gateway);
    fixture.pass(Heartbeat.CONNECT_PATIENCE.plusSeconds(2));
    assertEquals(3502, client.ended());
  }

  @Test
  void anonymous_ifNotAllowed_isRefused() {
    Gateway strict = fixture.gateway(builder -> builder.allowAnonymous(false));
    TestClient client = TestClient.open(strict);
    client.send("{'id':1,'connect':{}}");
    assertEquals(3501, client.ended());
  }

  @Test
  void drain_tellsAllToComeBack() throws InterruptedException {
    TestClient client = TestClient.connected(gateway);
    gateway.drain();
    assertEquals(3001, client.ended());
    assertEquals(3001, TestClient.open(gateway).ended());
  }

  @Test
  void close_whileSubscribing_leavesNothingBehind() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      TestClient client = TestClient.connected(gateway);
      client.send("{'id':2,'subscribe':{'channel':'room:a'}}");
      client.leave();
    }
    Await.until("all is gone", () -> gateway.sessions() == 0 && gateway.channels().isEmpty());
  }

  @Test
  void subscribe_whileTheLastOneLeaves_stillHears() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      TestClient leaving = TestClient.connected(gateway);
      subscribe(leaving, "cross");
      TestClient coming = TestClient.connected(gateway);
      leaving.leave();
      subscribe(coming, "cross");
      publish("cross", i);
      int heard = nextPush(coming, "pub").path("pub").path("data").asInt();
      if (heard == i - 1) { // was still on its way, for those who have left
        heard = nextPush(coming, "pub").path("pub").path("data").asInt();
      }
      assertEquals(i, heard);
      coming.leave();
    }
  }

  private void publish(String channel, int number) {
    Await.result(
        gateway.publish(channel, Integer.toString(number).getBytes(StandardCharsets.UTF_8)));
  }

  private static void subscribe(TestClient client, String channel) throws InterruptedException {
    client.send("{'id':2,'subscribe':{'channel':'" + channel + "'}}");
    assertTrue(nextReply(client, 2).has("subscribe"));
  }

  private static String recovering(String channel, String epoch, long offset) {
    return "{'id':2,'subscribe':{'channel':'"
        + channel
        + "','recover':true,'epoch':'"
        + epoch
        + "','offset':"
        + offset
        + "}}";
  }

  private static JsonNode nextReply(TestClient client, int id) throws InterruptedException {
    while (true) {
      JsonNode line = client.next();
      if (line.path("id").asInt(0) == id) {
        return line;
      }
    }
  }

  private static JsonNode nextPush(TestClient client, String what) throws InterruptedException {
    while (true) {
      JsonNode push = client.next().path("push");
      if (push.has(what)) {
        return push;
      }
    }
  }

  private static String offsets(TestClient client, String request) throws InterruptedException {
    client.send("{'id':8,'history':{'channel':'room:a'," + request + "}}");
    JsonNode publications = nextReply(client, 8).path("history").path("publications");
    return publications.valueStream().map(p -> p.path("offset").asInt()).toList().toString();
  }
}
