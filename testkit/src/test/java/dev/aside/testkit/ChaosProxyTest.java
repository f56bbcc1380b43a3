package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.ChaosProxy.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class ChaosProxyTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private ChaosProxy proxy;
  private RespClient client;

  @BeforeEach
  void setUp() {
    proxy = ChaosProxy.to(redis.port());
    client = RespClient.connect(proxy.port());
  }

  @AfterEach
  void tearDown() {
    client.close();
    proxy.close();
  }

  @Test
  void passing_everything_arrives() {
    byte[] large = new byte[3 << 20];
    large[large.length - 1] = 7;
    client.command("SET", "k", large);

    assertArrayEquals(large, client.bytes("GET", "k"));
    assertEquals(1, proxy.connections());
  }

  @Test
  void passedBytes_areCountedEachWay() {
    assertEquals(0, proxy.passedBytes(Direction.TO_SERVER));

    client.text("PING");

    assertEquals("*1\r\n$4\r\nPING\r\n".length(), proxy.passedBytes(Direction.TO_SERVER));
    assertEquals("+PONG\r\n".length(), proxy.passedBytes(Direction.TO_CLIENT));
  }

  @Test
  void connections_clientCloses_isZero() {
    client.text("PING");
    client.close();

    Await.until("the connection is gone", () -> proxy.connections() == 0);
  }

  @Test
  void delay_oneWay_takesThatLong() {
    proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(50), Duration.ofMillis(5));

    assertTrue(millisOfPing() >= 50);

    proxy.heal();
    assertEquals("PONG", client.text("PING"));
  }

  @Test
  void limit_narrowPipe_takesLonger() {
    client.command("SET", "k", new byte[100_000]);
    proxy.limit(Direction.TO_CLIENT, 1_000_000);
    long start = System.nanoTime();

    client.bytes("GET", "k");

    assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() >= 90);
  }

  @Test
  void hold_requests_arriveWhenReleased() {
    proxy.hold(Direction.TO_SERVER);
    client.send("SET", "k", "v");
    assertEquals(0, direct("EXISTS", "k"));

    proxy.release(Direction.TO_SERVER);

    assertEquals("OK", client.read());
    assertEquals(1, direct("EXISTS", "k"));
  }

  @Test
  void hold_repliesThenReset_commandWasExecutedAndReplyIsLost() {
    proxy.hold(Direction.TO_CLIENT);
    client.send("INCR", "n");
    Await.until("the command was executed", () -> direct("EXISTS", "n") == 1);

    proxy.resetAll();

    assertThrows(UncheckedIOException.class, client::read);
    proxy.heal();
    try (RespClient another = RespClient.connect(proxy.port())) {
      assertEquals(2, another.number("INCR", "n"));
    }
  }

  @Test
  void refuse_newConnections_areReset() {
    client.text("PING"); // now the proxy knows this connection
    proxy.refuse(true);
    assertThrows(UncheckedIOException.class, this::pingAnew);
    assertEquals("PONG", client.text("PING"));

    proxy.refuse(false);
    pingAnew();
  }

  @Test
  void server_notThere_connectionIsReset() {
    redis.process().kill();

    assertThrows(UncheckedIOException.class, this::pingAnew);
  }

  @Test
  void cutAfter_inMidMessage_resets() {
    client.command("SET", "k", new byte[100]);
    proxy.cutAfter(Direction.TO_CLIENT, 50);

    assertThrows(UncheckedIOException.class, () -> client.bytes("GET", "k"));

    pingAnew();
  }

  private void pingAnew() {
    try (RespClient another = RespClient.connect(proxy.port())) {
      assertEquals("PONG", another.text("PING"));
    }
  }

  private long millisOfPing() {
    long start = System.nanoTime();
    client.text("PING");
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private static long direct(Object... command) {
    try (RespClient straight = redis.client()) {
      return straight.number(command);
    }
  }

  @Test
  void dropInvalidations_announcementsAreMissingAndAnswersAreNot() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", proxy.port());
        RespClient other = redis.client()) {
      socket.setSoTimeout(20_000);
      ask(socket, "HELLO 3\r\nCLIENT TRACKING ON\r\nGET k\r\nPING 1\r\n", "1");

      other.command("SET", "k", "changed");
      assertTrue(ask(socket, "GET k\r\nPING 2\r\n", "2").contains("invalidate"));
      assertEquals(0, proxy.droppedInvalidations());

      proxy.dropInvalidations(true);
      other.command("SET", "k", "changed again");
      String answers = ask(socket, "GET k\r\nPING 3\r\n", "3");
      assertFalse(answers.contains("invalidate"), answers);
      assertTrue(answers.contains("changed again"), answers);
      assertEquals(1, proxy.droppedInvalidations());

      proxy.heal();
      other.command("FLUSHALL");
      assertTrue(ask(socket, "PING 4\r\n", "4").contains("invalidate"));
    }
  }

  /** All that comes in up to the echo of the last PING. */
  private static String ask(Socket socket, String commands, String last) throws IOException {
    socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
    StringBuilder answers = new StringBuilder();
    while (answers.indexOf("$1\r\n" + last + "\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertTrue(next >= 0, "the connection ended after " + answers);
      answers.append((char) next);
    }
    return answers.toString();
  }
}
