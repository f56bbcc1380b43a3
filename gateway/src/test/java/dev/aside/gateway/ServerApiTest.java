package dev.aside.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.Await;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ServerApiTest {
  private final Fixture fixture = new Fixture();
  private final Gateway gateway = fixture.gateway();
  private final ServerApi api = gateway.api();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void publish_andHistory_tellPositions() {
    String first = call("publish", "{'channel':'room:a','data':{'n':1},'idempotency_key':'k'}");
    assertTrue(first.startsWith("{'result':{'offset':1,'epoch':'"), first);
    assertEquals(
        first, call("publish", "{'channel':'room:a','data':{'n':2},'idempotency_key':'k'}"));
    call("publish", "{'channel':'room:a','data':2}");

    String history = call("history", "{'channel':'room:a','limit':10,'reverse':true}");
    assertTrue(
        history.startsWith("{'result':{'publications':[{'data':2,'offset':2},{'data':{'n':1},"),
        history);
    assertTrue(history.contains("'offset':2,'epoch':'"), history);
    assertEquals("{'result':{}}", call("publish", "{'channel':'plain','data':1}"));
  }

  @Test
  void broadcast_answersForEachChannel() {
    String answers = call("broadcast", "{'channels':['room:a','no:such','plain'],'data':1}");
    assertTrue(answers.startsWith("{'result':{'responses':[{'result':{'offset':1,"), answers);
    assertTrue(answers.contains("{'error':{'code':102,'message':'unknown channel'}}"), answers);
    assertTrue(answers.endsWith(",{'result':{}}]}}"), answers);
  }

  @Test
  void presence_channelsAndInfo_tellWhatIsThere() throws InterruptedException {
    TestClient client = TestClient.connected(gateway);
    client.send("{'id':2,'subscribe':{'channel':'room:a'}}");
    assertTrue(client.next().has("subscribe"));
    Await.until(
        "it is there", () -> call("presence_stats", "{'channel':'room:a'}").contains("':1"));

    assertEquals(
        "{'result':{'num_clients':1,'num_users':1}}",
        call("presence_stats", "{'channel':'room:a'}"));
    String id = client.session().client();
    assertEquals(
        "{'result':{'presence':{'" + id + "':{'client':'" + id + "'}}}}",
        call("presence", "{'channel':'room:a'}"));
    assertEquals("{'result':{'channels':{'room:a':{'num_clients':1}}}}", call("channels", "{}"));
    assertTrue(call("info", "{}").contains("'num_clients':1,'num_channels':1"));
  }

  @Test
  void calls_thatMakeNoSense_haveTheirCodes() {
    assertCode(104, "other", "{}");
    for (String body : new String[] {"", "x", "[]", "{'channel':5}", "{'channel':'room:a'}"}) {
      assertCode(107, "publish", body);
    }
    assertCode(107, "broadcast", "{'channels':[],'data':1}");
    assertCode(107, "broadcast", "{'channels':'a','data':1}");
    assertCode(107, "disconnect", "{}");
    assertCode(107, "disconnect", "{'user':''}");
    assertCode(107, "publish", "{'channel':'aside:control','data':1}");
    assertCode(108, "presence", "{'channel':'plain'}");
    assertCode(108, "history", "{'channel':'plain'}");
    assertCode(112, "history", "{'channel':'room:a','since':{'epoch':'other','offset':1}}");
    for (String method : new String[] {"disconnect", "refresh"}) {
      assertEquals("{'result':{}}", call(method, "{'user':'nobody'}"));
    }
    assertEquals("{'result':{}}", call("unsubscribe", "{'user':'nobody','channel':'a'}"));
  }

  private void assertCode(int code, String method, String body) {
    String answer = call(method, body);
    assertTrue(answer.startsWith("{'error':{'code':" + code + ","), method + body + answer);
  }

  private String call(String method, String body) {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    byte[] answer = Await.result(api.call(method, bytes));
    return new String(answer, StandardCharsets.UTF_8).replace('"', '\'');
  }
}
