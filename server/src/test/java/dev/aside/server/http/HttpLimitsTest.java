package dev.aside.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.Http;
import dev.aside.server.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does with requests that are too large, too slow, or not HTTP. */
final class HttpLimitsTest {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final int TIMEOUT_MILLIS = 20_000;

  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(Map.of(), new WebConfig.Patience(SOON, SOON, SOON.multipliedBy(3)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void longUrl_is414() {
    HttpResponse<String> answer = Http.get(server.uri("/users/" + "1".repeat(5_000)));

    assertEquals(414, answer.statusCode());
    assertEquals("application/problem+json", Http.header(answer, "Content-Type"));
  }

  @Test
  void largeHeaders_are431() {
    assertEquals(431, Http.get(server.uri("/users/1"), "X-Large", "x".repeat(17_000)).statusCode());
  }

  @Test
  void notHttp_is400AndTheEnd() throws IOException {
    String answer = exchange("HELLO\r\n\r\n");

    assertTrue(answer.matches("(?s)HTTP/1\\.[01] 400 .*"), answer);
    assertTrue(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: x",
        "Content-Length: -1",
        "Content-Length: 99999999999999999999",
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Bad Name: x"
      })
  void ambiguousRequest_isRefusedOrItsConnectionEnds(String header) throws IOException {
    String smuggled = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

    String answers =
        exchange("PUT /users/1 HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n" + smuggled);

    assertTrue(answers.startsWith("HTTP/1.1 4"), answers);
    assertFalse(answers.contains("\"live\""), answers);
  }

  @Test
  void chunkedBodyWithoutEnd_is413AtTheLimit() throws IOException {
    String chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";

    String answer =
        exchange(
            "PUT /users/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(3));

    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
  }

  @Test
  void expectContinue_isAnsweredBeforeTheBody() throws IOException {
    try (Socket socket = connect()) {
      write(
          socket,
          "PUT /users/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertTrue(read(socket).startsWith("HTTP/1.1 100 "));
      write(socket, "{}");
      assertTrue(read(socket).startsWith("HTTP/1.1 400 "));
    }
  }

  @Test
  void nothingSent_isClosed() throws IOException {
    assertEquals("", exchange(""));
  }

  @Test
  void headThatComesTooSlowly_isClosed() throws IOException {
    assertEquals("", exchange("GET / HTTP/1.1\r\nHost: x\r\n"));
  }

  @Test
  void bodyThatDoesNotCome_isClosed() throws IOException {
    assertEquals(
        "",
        exchange(
            "PUT /users/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{"));
  }

  @Test
  void connectionWithoutNextRequest_isClosed() throws IOException {
    try (Socket socket = connect()) {
      write(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");

      String all = readToEnd(socket);

      assertTrue(all.startsWith("HTTP/1.1 200 "), all);
    }
  }

  @Test
  void eventStream_outlivesTheDeadlinesOfRequests() throws IOException {
    try (Socket socket = connect()) {
      write(socket, "GET /channels/x/events HTTP/1.1\r\nHost: x\r\n\r\n");
      String head = read(socket);
      Http.form(server.uri("/channels/x"), "msg=first");
      for (int i = 0; i < 4; i++) {
        connectionWithoutNextRequest_isClosed(); // each takes longer than a deadline
      }
      Http.form(server.uri("/channels/x"), "msg=last");

      assertTrue(head.startsWith("HTTP/1.1 200 "), head);
      String events = "";
      while (!events.contains("data: last")) {
        events += read(socket);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/nothing", "/users/1/x", "//users/1", "/users/", "/assets/", "/./users/1"})
  void unknownPath_is404Problem(String path) throws IOException {
    String answer = exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/..%2f..%2fServer.class",
        "/assets/../logging.properties",
        "/assets/%2e%2e/index.html",
        "/assets/.hidden",
        "/assets/x.class"
      })
  void assetOutsideTheFolder_isNotServed(String path) throws IOException {
    String answer = exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
  }

  @Test
  void pipelinedRequests_areAnsweredInOrder() throws IOException {
    String one = "GET /users/abc HTTP/1.1\r\nHost: x\r\n\r\n";
    String two = "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    String answers = exchange(one + two);

    assertTrue(answers.indexOf("User not found") > 0, answers);
    assertTrue(answers.indexOf("User not found") < answers.indexOf("\"live\""), answers);
  }

  /** Sends {@code request} and reads to the end of the connection. */
  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      return readToEnd(socket);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(Socket socket) throws IOException {
    byte[] bytes = new byte[8_192];
    int count = socket.getInputStream().read(bytes);
    return (count < 0) ? "" : new String(bytes, 0, count, StandardCharsets.UTF_8);
  }

  private static String readToEnd(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
