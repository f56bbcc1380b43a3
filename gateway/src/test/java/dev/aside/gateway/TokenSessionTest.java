package dev.aside.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.gateway.token.TokenAlgorithm;
import dev.aside.gateway.token.TokenKey;
import dev.aside.gateway.token.TokenVerifier;
import dev.aside.gateway.token.Tokens;
import dev.aside.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What tokens let a client do, and when they end. */
final class TokenSessionTest {
  private final Fixture fixture = new Fixture();
  private final Gateway gateway =
      fixture.gateway(
          builder ->
              builder
                  .allowAnonymous(false)
                  .maxSessionsPerUser(2)
                  .tokens(
                      TokenVerifier.of(
                          List.of(TokenKey.secret(TokenAlgorithm.HS256, Tokens.SECRET)),
                          fixture.time)));

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void connect_byToken_hasATimeToLive() throws InterruptedException {
    TestClient client = TestClient.open(gateway);
    client.send(connect(of("sub", "ada", "exp", 60)));

    JsonNode reply = client.next().path("connect");
    assertTrue(reply.path("expires").asBoolean());
    assertEquals(60, reply.path("ttl").asInt());
  }

  @Test
  void connect_byWrongToken_isRefused() throws InterruptedException {
    fixture.time.advance(Duration.ofSeconds(100));
    TestClient expired = TestClient.open(gateway);
    expired.send(connect(of("sub", "ada", "exp", 60)) + "\n{'id':2,'subscribe':{'channel':'a'}}");
    assertEquals(109, expired.next().path("error").path("code").asInt());
    assertTrue(expired.isOpen(), "the client closes, to come back with a new one");

    TestClient foreign = TestClient.open(gateway);
    foreign.send(connect("a.b.c"));
    assertEquals(3500, foreign.ended());
    TestClient none = TestClient.open(gateway);
    none.send("{'id':1,'connect':{}}");
    assertEquals(3501, none.ended());
    TestClient nobody = TestClient.open(gateway);
    nobody.send(connect(of("exp", 600)));
    assertEquals(3500, nobody.ended());
  }

  @Test
  void connect_moreThanAUserMay_isRefused() throws InterruptedException {
    String token = of("sub", "ada", "exp", 60);
    TestClient first = TestClient.connected(gateway, token);
    TestClient.connected(gateway, token);
    TestClient third = TestClient.open(gateway);
    third.send(connect(token));
    assertEquals(3504, third.ended());

    first.leave();
    Await.until("it has left", () -> gateway.sessions() == 1);
    TestClient.connected(gateway, token);
  }

  @Test
  void refresh_inTime_prolongs_elseTheSessionEnds() throws InterruptedException {
    TestClient client = TestClient.connected(gateway, of("sub", "ada", "exp", 10));
    TestClient other = TestClient.connected(gateway, of("sub", "bob", "exp", 10));

    client.send("{'id':2,'refresh':{'token':'" + of("sub", "ada", "exp", 600) + "'}}");
    assertEquals(600, client.next().path("refresh").path("ttl").asInt());
    fixture.pass(Duration.ofSeconds(10).plus(Expiry.GRACE).plusSeconds(2));

    assertEquals(3005, other.ended());
    assertTrue(client.isOpen());
    client.send("{'id':3,'refresh':{'token':'" + of("sub", "bob", "exp", 600) + "'}}");
    assertEquals(3500, client.ended());
  }

  @Test
  void subscribe_byToken_opensWhatIsClosed() throws InterruptedException {
    TestClient client = TestClient.connected(gateway, of("sub", "ada", "exp", 600));

    String good = of("sub", "ada", "exp", 20, "channel", "token:a");
    client.send(subscribe("token:a", good));
    assertEquals(20, client.next().path("subscribe").path("ttl").asInt());
    client.send(
        "{'id':3,'sub_refresh':{'channel':'token:a','token':'"
            + of("sub", "ada", "exp", 30, "channel", "token:a")
            + "'}}");
    assertEquals(30, client.next().path("sub_refresh").path("ttl").asInt());
    client.send("{'id':4,'sub_refresh':{'channel':'token:b','token':'x'}}");
    assertEquals(103, client.next().path("error").path("code").asInt());

    fixture.pass(Duration.ofSeconds(30).plus(Expiry.GRACE).plusSeconds(2));
    JsonNode push = client.next();
    while (!push.path("push").has("unsubscribe")) {
      push = client.next(); // a ping
    }
    assertEquals(2501, push.path("push").path("unsubscribe").path("code").asInt());
  }

  @Test
  void subscribe_byWrongToken_isRefused() throws InterruptedException {
    TestClient client = TestClient.connected(gateway, of("sub", "ada", "exp", 600));
    client.send(subscribe("token:a", "a.b.c"));
    assertEquals(103, client.next().path("error").path("code").asInt());
    client.send(subscribe("token:a", of("sub", "ada", "exp", 600)));
    assertEquals(103, client.next().path("error").path("code").asInt());
    client.send(subscribe("token:a", of("sub", "ada", "channel", "token:b", "exp", 600)));
    assertEquals(3500, client.ended());

    TestClient thief = TestClient.connected(gateway, of("sub", "bob", "exp", 600));
    thief.send(subscribe("token:a", of("sub", "ada", "channel", "token:a", "exp", 600)));
    assertEquals(3500, thief.ended());
  }

  @Test
  void channels_inTheToken_areSubscribedAtOnce() throws InterruptedException {
    Map<String, Object> claims =
        Map.of("sub", "ada", "exp", 600, "channels", List.of("room:a", "users:b"));
    TestClient client = TestClient.open(gateway);
    client.send(connect(Tokens.of(claims)));

    JsonNode subs = client.next().path("connect").path("subs");
    assertTrue(subs.path("room:a").path("recoverable").asBoolean());
    assertTrue(subs.has("users:b"));
    Await.result(gateway.publish("users:b", "1".getBytes(StandardCharsets.UTF_8)));
    JsonNode push = client.next().path("push");
    while (!push.has("pub")) {
      push = client.next().path("push"); // who joins
    }
    assertEquals("users:b", push.path("channel").asString());

    TestClient wrong = TestClient.open(gateway);
    wrong.send(
        connect(Tokens.of(Map.of("sub", "bob", "exp", 600, "channels", List.of("no:such")))));
    assertEquals(3507, wrong.ended());
  }

  @Test
  void operator_disconnectsAndUnsubscribes_inAllProcesses() throws InterruptedException {
    TestClient client = TestClient.connected(gateway, of("sub", "ada", "exp", 600));
    TestClient other = TestClient.connected(gateway, of("sub", "bob", "exp", 600));
    client.send(subscribe("users:a", ""));
    assertTrue(client.next().has("subscribe"));
    Gateway elsewhere = fixture.gateway();

    Await.result(elsewhere.unsubscribe("ada", "users:a"));
    assertEquals(2000, client.next().path("push").path("unsubscribe").path("code").asInt());
    Await.result(elsewhere.disconnect("ada", Disconnect.FORCE_DISCONNECT));
    assertEquals(3503, client.ended());
    assertTrue(other.isOpen());
    Await.result(elsewhere.refresh("bob", 1));
    fixture.pass(Expiry.GRACE.plusSeconds(3));
    assertEquals(3005, other.ended());
  }

  private static String connect(String token) {
    return "{'id':1,'connect':{'token':'" + token + "'}}";
  }

  private static String subscribe(String channel, String token) {
    return "{'id':2,'subscribe':{'channel':'" + channel + "','token':'" + token + "'}}";
  }

  private static String of(Object... claims) {
    Map<String, Object> all = new HashMap<>();
    for (int i = 0; i < claims.length; i += 2) {
      all.put((String) claims[i], claims[i + 1]);
    }
    return Tokens.of(all);
  }
}
