package dev.aside.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.aside.server.Http;
import dev.aside.server.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads an event stream line by line. */
public final class EventClient implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String END = "(end of stream)";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Stream<String> body;

  private EventClient(Stream<String> body) {
    this.body = body;
    Thread reader = new Thread(this::read, "event-client");
    reader.setDaemon(true);
    reader.start();
  }

  public static EventClient open(TestServer server, String channel) throws Exception {
    return open(HttpRequest.newBuilder(server.uri("/channels/" + channel + "/events")));
  }

  /** With something in the query. */
  static EventClient open(TestServer server, String channel, String query) throws Exception {
    return open(HttpRequest.newBuilder(server.uri("/channels/" + channel + "/events?" + query)));
  }

  /** Comes back after an event. */
  static EventClient resume(TestServer server, String channel, String lastEventId)
      throws Exception {
    return open(
        HttpRequest.newBuilder(server.uri("/channels/" + channel + "/events"))
            .header("Last-Event-ID", lastEventId));
  }

  private static EventClient open(HttpRequest.Builder builder) throws Exception {
    HttpRequest request = builder.timeout(DEADLINE).build();
    HttpResponse<Stream<String>> response = Http.client().send(request, BodyHandlers.ofLines());
    assertEquals(200, response.statusCode());
    assertEquals("text/event-stream", Http.header(response, "Content-Type"));
    EventClient client = new EventClient(response.body());
    client.expect("retry: 2000", "");
    return client;
  }

  /** The lines that come next. */
  public void expect(String... expected) throws InterruptedException {
    for (String line : expected) {
      assertEquals(line, next());
    }
  }

  void expectEnd() throws InterruptedException {
    String line = next();
    while (!line.equals(END)) {
      line = next();
    }
  }

  String next() throws InterruptedException {
    String line = lines.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    assertNotNull(line, "a line within " + DEADLINE);
    return line;
  }

  /** Goes away without a word. */
  void leave() {
    close();
  }

  @Override
  public void close() {
    body.close();
  }

  private void read() {
    try {
      body.forEach(lines::add);
    } catch (RuntimeException e) { // the stream was cut off, which is an end too
    }
    lines.add(END);
  }
}
