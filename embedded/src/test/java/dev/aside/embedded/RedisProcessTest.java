package dev.aside.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RedisProcessTest {
  private static final int SHORT_MILLIS = 200;

  @Test
  void start_default_serves() throws IOException {
    try (RedisProcess redis = RedisProcess.start()) {
      assertEquals("+PONG", Wire.ask(redis.port(), "PING"));
      assertEquals("redis://127.0.0.1:" + redis.port(), redis.uri());
      assertTrue(redis.isAlive());
    }
  }

  @Test
  void start_otherAddressOfThisMachine_isRefused() throws IOException {
    try (RedisProcess redis = RedisProcess.start();
        Socket socket = new Socket()) {
      InetSocketAddress other = new InetSocketAddress("127.0.0.2", redis.port());
      assertThrows(IOException.class, () -> socket.connect(other, SHORT_MILLIS));
    }
  }

  @Test
  void start_withArguments_passesThem() throws IOException {
    try (RedisProcess redis =
        RedisProcess.builder().arguments("--requirepass", "a secret").start()) {
      assertEquals("-NOAUTH Authentication required.", Wire.ask(redis.port(), "PING"));
    }
  }

  @Test
  void start_clusterEnabled_findsPortWithRoomForTheBus() throws IOException {
    try (RedisProcess redis =
        RedisProcess.builder().arguments("--cluster-enabled", "yes").start()) {
      assertEquals("+PONG", Wire.ask(redis.port(), "PING"));
    }
  }

  @Test
  void start_portTaken_saysWhy() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      RedisProcessBuilder builder = RedisProcess.builder().port(taken.getLocalPort());

      String message = failure(builder::start);

      assertTrue(message.contains("did not come up on port " + taken.getLocalPort()));
      assertTrue(message.contains("Failed listening"), message);
    }
  }

  @Test
  void start_badArgument_saysWhatTheServerSaid() {
    RedisProcessBuilder builder = RedisProcess.builder().arguments("--no-such-thing", "1");

    String message = failure(builder::start);

    assertTrue(message.contains("no-such-thing"), message);
  }

  @Test
  void start_noSuchProgram_saysWhatHelps() {
    RedisProcessBuilder builder = RedisProcess.builder().executable("/no/such/redis-server");

    String message = failure(builder::start);

    assertTrue(message.contains("/no/such/redis-server"), message);
    assertTrue(message.contains("ASIDE_REDIS_SERVER"), message);
  }

  @Test
  void start_serverSaysNothing_givesUpInTime() {
    RedisProcessBuilder builder =
        RedisProcess.builder().executable("tail").startTimeout(Duration.ofMillis(SHORT_MILLIS));

    assertThrows(RedisStartException.class, builder::start);
  }

  @Test
  void arguments_oursToGive_areRefused() {
    RedisProcessBuilder builder = RedisProcess.builder();

    var error =
        assertThrows(IllegalArgumentException.class, () -> builder.arguments("--bind", "0.0.0.0"));
    String message = String.valueOf(error.getMessage());

    assertTrue(message.startsWith("arguments: --bind (expected: none of "));
  }

  @Test
  void pause_untilResume_nothingIsAnswered() throws IOException {
    try (RedisProcess redis = RedisProcess.start()) {
      redis.pause();
      assertThrows(
          SocketTimeoutException.class, () -> Wire.ask(redis.port(), "PING", SHORT_MILLIS));
      assertTrue(redis.isAlive());

      redis.resume();
      assertEquals("+PONG", Wire.ask(redis.port(), "PING"));
    }
  }

  @Test
  void kill_thenStartOnSamePort_serves() throws IOException {
    try (RedisProcess first = RedisProcess.start()) {
      first.kill();
      assertFalse(first.isAlive());
      assertThrows(ConnectException.class, () -> Wire.ask(first.port(), "PING"));

      try (RedisProcess second = RedisProcess.builder().port(first.port()).start()) {
        assertEquals(first.port(), second.port());
        assertNotEquals(first.pid(), second.pid());
        assertEquals("+PONG", Wire.ask(second.port(), "PING"));
      }
    }
  }

  @Test
  void close_paused_leavesNothing() {
    RedisProcess redis = RedisProcess.start();
    ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();
    redis.pause();

    redis.close();
    redis.close();

    assertFalse(process.isAlive());
    assertFalse(redis.isAlive());
  }

  @Test
  void close_ownDataDirectory_isRemoved() throws IOException {
    RedisProcess redis = RedisProcess.start();
    Path directory = dataDirectory(redis.port());
    assertTrue(Files.isDirectory(directory));

    redis.close();

    assertFalse(Files.exists(directory));
  }

  @Test
  void close_givenDataDirectory_isLeft(@TempDir Path scratch) throws IOException {
    Path given = scratch.resolve("data");
    try (RedisProcess redis = RedisProcess.builder().dataDirectory(given).start()) {
      assertEquals(given.toRealPath(), dataDirectory(redis.port()).toRealPath());
    }
    assertTrue(Files.isDirectory(given));
  }

  @Test
  void close_interrupted_stillEndsTheServer() throws Exception {
    RedisProcess redis = RedisProcess.start();
    ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();

    Thread.currentThread().interrupt();
    redis.close();

    assertTrue(Thread.interrupted());
    process.onExit().get(30, TimeUnit.SECONDS);
  }

  @Test
  void killOfTheJvm_leavesNoServerAndNoFiles(@TempDir Path scratch) throws Exception {
    try (ForkedServer other = ForkedServer.start(scratch)) {
      ProcessHandle server = ProcessHandle.of(other.next()).orElseThrow();
      int port = Math.toIntExact(other.next());
      Path directory = dataDirectory(port);
      assertTrue(Files.exists(directory));

      other.kill();

      server.onExit().get(30, TimeUnit.SECONDS);
      awaitGone(directory);
      assertThrows(ConnectException.class, () -> Wire.ask(port, "PING"));
    }
  }

  @Test
  void start_twoJvmsAtOnceWithEmptyCache_bothServe(@TempDir Path scratch) throws Exception {
    Path cache = scratch.resolve("cache");
    try (ForkedServer one = ForkedServer.start(cache);
        ForkedServer two = ForkedServer.start(cache)) {
      assertNotEquals(one.next(), two.next());
      assertEquals("+PONG", Wire.ask(Math.toIntExact(one.next()), "PING"));
      assertEquals("+PONG", Wire.ask(Math.toIntExact(two.next()), "PING"));
    }
    try (Stream<Path> files = Files.list(cache)) {
      assertEquals(1, files.count(), "the server and nothing half done");
    }
  }

  @Test
  void start_serverNamedByTheEnvironment_isTheOneThatRuns(@TempDir Path scratch) throws Exception {
    Path named =
        ServerBinary.in(
            scratch.resolve("named"),
            Platform.of(System.getProperty("os.name"), System.getProperty("os.arch")));
    Path cache = scratch.resolve("cache");
    try (ForkedServer other =
        ForkedServer.start(cache, Map.of("ASIDE_REDIS_SERVER", named.toString()))) {
      other.next();
      int port = Math.toIntExact(other.next());
      assertTrue(Wire.ask(port, "INFO server").contains("executable:" + named));
      assertFalse(Files.exists(cache), "the server of the jar is not needed");
    }
  }

  @Test
  void start_terminalInterruptsTheJvm_serverIsNotInItsGroup() throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      assertNotEquals(ProcessGroup.of(ProcessHandle.current().pid()), ProcessGroup.of(redis.pid()));
    }
  }

  private static void awaitGone(Path directory) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (Files.exists(directory)) {
      assertTrue(System.nanoTime() < deadline, directory + " is still there");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static Path dataDirectory(int port) throws IOException {
    String[] lines = Wire.ask(port, "CONFIG GET dir").split("\r\n", -1);
    return Path.of(lines[4]); // *2, $3, dir, $length, the directory
  }

  private static String failure(Executable start) {
    return String.valueOf(assertThrows(RedisStartException.class, start).getMessage());
  }
}
