package dev.aside.gateway;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.aside.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client without a socket: what the gateway sends it can be read line by line. */
final class TestClient implements Transport {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final BlockingQueue<JsonNode> lines = new LinkedBlockingQueue<>();
  private final CompletableFuture<Disconnect> ended = new CompletableFuture<>();
  private volatile boolean reading = true;
  private volatile boolean answering = true;
  private volatile @Nullable Session session;

  static TestClient open(Gateway gateway) {
    return open(gateway, "192.0.2.1");
  }

  static TestClient open(Gateway gateway, String address) {
    TestClient client = new TestClient();
    client.session = gateway.open(client, address);
    return client;
  }

  /** One that has connected, without a token. */
  static TestClient connected(Gateway gateway) throws InterruptedException {
    return connected(gateway, "");
  }

  static TestClient connected(Gateway gateway, String token) throws InterruptedException {
    TestClient client = open(gateway);
    client.send("{'id':1,'connect':{'token':'" + token + "'}}");
    assertNotNull(client.next().get("connect"));
    return client;
  }

  /** Sends JSON, with ' for ", as one frame. */
  void send(String json) {
    sendRaw(json.replace('\'', '"'));
  }

  void sendRaw(String frame) {
    session().receive(frame.getBytes(StandardCharsets.UTF_8));
  }

  /** The next line. */
  JsonNode next() throws InterruptedException {
    JsonNode line = lines.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    assertNotNull(line, "a line within " + DEADLINE);
    return line;
  }

  /** The next line as text, with ' for ". */
  String nextText() throws InterruptedException {
    return next().toString().replace('"', '\'');
  }

  int errorOf(String json) throws InterruptedException {
    send(json);
    return next().path("error").path("code").asInt(0);
  }

  /** Reads nothing more. */
  void stopReading() {
    reading = false;
  }

  int ended() {
    return Await.result(ended).code();
  }

  boolean isOpen() {
    return !ended.isDone();
  }

  /** How many lines have come that were not taken. */
  int waiting() {
    return lines.size();
  }

  /** Answers no pings, which can be read from now on. */
  void stopAnswering() {
    answering = false;
  }

  Session session() {
    Session open = session;
    assertNotNull(open);
    return open;
  }

  void leave() {
    session().closed();
  }

  @Override
  public void wake() {
    if (reading) {
      session().take(1 << 20).forEach(line -> heard(JSON.readTree(line)));
    }
  }

  private void heard(JsonNode line) {
    if (line.isEmpty() && answering) {
      sendRaw("{}");
    } else {
      lines.add(line);
    }
  }

  @Override
  public void disconnect(Disconnect why) {
    ended.complete(why);
  }
}
