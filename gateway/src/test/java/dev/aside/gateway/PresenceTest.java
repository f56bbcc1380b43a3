package dev.aside.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Codec;
import dev.aside.testkit.Await;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is there when a process is not. */
final class PresenceTest {
  private final Fixture fixture = new Fixture();
  private final Gateway gateway = fixture.gateway();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void process_thatDied_isNotWaitedForLongAndThenForgotten() throws InterruptedException {
    say("{\"v\":1,\"from\":\"dead\",\"kind\":\"hello\"}");
    Await.until("it is known", () -> gateway.peers().contains("dead"));
    TestClient client = TestClient.connected(gateway);
    client.send("{'id':2,'subscribe':{'channel':'room:a'}}");
    assertTrue(client.next().has("subscribe"));

    client.send("{'id':3,'presence':{'channel':'room:a'}}");
    Await.until("it is asked", () -> fixture.time.pending() > 1);
    fixture.time.advance(Surveys.PATIENCE);
    assertEquals(1, client.next().path("presence").path("presence").size());

    fixture.pass(Peers.SILENCE.plusSeconds(1));
    assertTrue(gateway.peers().isEmpty());
    client.send("{'id':4,'presence':{'channel':'room:a'}}");
    assertEquals(1, client.next().path("presence").path("presence").size());
  }

  @Test
  void messages_thatNobodyUnderstands_arePassedOver() throws InterruptedException {
    for (String message :
        new String[] {
          "",
          "x",
          "[]",
          "{}",
          "{\"v\":9,\"from\":\"a\",\"kind\":\"hello\"}",
          "{\"v\":1,\"from\":\"a\",\"kind\":\"other\"}",
          "{\"v\":1,\"kind\":\"hello\"}",
          "{\"v\":1,\"from\":\"a\",\"kind\":\"these\",\"id\":1,\"clients\":[5,{\"user\":5}]}",
          "{\"v\":1,\"from\":\"a\",\"kind\":\"disconnect\",\"user\":5}"
        }) {
      say(message);
    }
    say("{\"v\":1,\"from\":\"last\",\"kind\":\"hello\"}");
    Await.until("the last is heard", () -> gateway.peers().contains("last"));
    assertEquals(1, gateway.peers().size());
  }

  private void say(String message) {
    fixture
        .aside
        .topic("aside:control", Codec.bytes())
        .build()
        .publish(message.getBytes(StandardCharsets.UTF_8));
  }
}
