package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.embedded.RedisProcess;
import dev.aside.embedded.RedisProcessBuilder;
import dev.aside.spi.Backend;
import dev.aside.spi.TimeSource;
import dev.aside.testkit.Await;
import dev.aside.testkit.RespClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server that is started again, with and without what it once wrote to its disk. */
@Timeout(60)
class ResurrectionTest {
  private static final int RESTARTS = 3;
  private static final byte[] KEY = Open.utf8("user:42");

  @TempDir Path folder;

  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Set<String> read = ConcurrentHashMap.newKeySet(); // what should be gone
  private final WarningLog log = WarningLog.of(Resurrection.class);
  private final WarningLog limitations = WarningLog.of(Limitations.class);
  private final WarningLog troubles = WarningLog.of(Troubles.class);
  private RedisProcess server;

  @BeforeEach
  void setUp() {
    log.start();
    limitations.start();
    troubles.start();
    server = settings().start();
  }

  @AfterEach
  void tearDown() {
    server.close();
    log.stop();
    limitations.stop();
    troubles.stop();
  }

  @Test
  void restart_withOldData_tasksRunBeforeRecoveryAndBeforeAnythingIsRead() throws Exception {
    try (Backend backend = open(server.uri())) {
      Await.result(backend.store().put(KEY, Entry.of("old"), Open.MINUTE));
      command("SAVE");
      Await.result(backend.store().remove(List.of(KEY)));
      AtomicBoolean over = new AtomicBoolean();
      Thread reader = new Thread(() -> readUntil(over, backend));
      reader.start();

      for (int i = 0; i < RESTARTS; i++) {
        told.clear();
        restart(); // and what was removed lives again
        awaitRecoveries(backend, 1);
        assertEquals(List.of("resurrection", "recovery"), List.copyOf(told));
      }
      over.set(true);
      reader.join();

      assertEquals(Set.of(), read, "removed before anything was read");
      assertTrue(log.warnings().get(0).contains("come back"), log.warnings().toString());
      assertEquals(2 * RESTARTS, log.warnings().size(), "and the fault of a task, each time");
      assertEquals(0, number("EXISTS", KEY));
    }
  }

  @Test
  void restart_connectedWhileItLoads_tasksRunWhenItHasLoaded() throws Exception {
    try (Backend backend = open(server.uri())) {
      for (int i = 0; i < 50; i++) {
        byte[] incompressible = new byte[2_000];
        new Random(i).nextBytes(incompressible);
        command("SET", "filler:" + i, incompressible);
      }
      Await.result(backend.store().put(KEY, Entry.of("old"), Open.MINUTE));
      command("SAVE");
      Await.result(backend.store().remove(List.of(KEY)));
      AtomicBoolean over = new AtomicBoolean();
      Thread reader = new Thread(() -> readUntil(over, backend));
      reader.start();

      told.clear();
      restart("--key-load-delay", "20000", "--loading-process-events-interval-bytes", "1024");
      awaitRecoveries(backend, 1);
      over.set(true);
      reader.join();

      assertTrue(troubles.warnings().toString().contains("loading its data"), "not slow enough");
      assertEquals(List.of("resurrection", "recovery"), List.copyOf(told));
      assertEquals(Set.of(), read, "removed before anything was read");
    }
  }

  @Test
  void look_foundByReadsWhileWritesAreConnected_writesAreMadeAnewAndRunTheTasks() {
    command("SET", KEY, "old");
    command("SAVE");
    Limitations none = new Limitations("a test", TimeSource.system());
    Resurrection resurrection = new Resurrection(TimeSource.system(), none);
    List<String> ran = new ArrayList<>();
    resurrection.add(() -> ran.add("task"));
    List<String> renewed = new ArrayList<>();
    try (RedisClient client = RedisClient.create(server.uri())) {
      Await.result(resurrection.look(client.connect(ByteArrayCodec.INSTANCE)));
      resurrection.writesUp(client.connect(ByteArrayCodec.INSTANCE), renewed::add);
      restart();

      Await.result(resurrection.look(client.connect(ByteArrayCodec.INSTANCE)));

      assertEquals(1, renewed.size(), renewed.toString());
      assertEquals(List.of(), ran);
      assertFalse(resurrection.settled().toCompletableFuture().isDone());
      resurrection.writesDown();
      StatefulRedisConnection<byte[], byte[]> next = client.connect(ByteArrayCodec.INSTANCE);
      Await.result(resurrection.look(next));
      resurrection.writesUp(next, renewed::add);
      Await.result(resurrection.settled());
      assertEquals(List.of("task"), ran);
      assertEquals(1, renewed.size(), "this one stays");
    }
  }

  @Test
  void restart_empty_isNone() {
    try (Backend backend = open(server.uri())) {
      restart();
      awaitRecoveries(backend, 2);

      assertEquals(List.of("recovery", "recovery"), List.copyOf(told));
    }
  }

  @Test
  void reconnection_sameServerWithOldData_isNone() {
    command("SET", KEY, "old");
    command("SAVE");
    restart();
    try (Backend backend = open(server.uri())) { // the first contact tells nothing
      command("CLIENT", "KILL", "TYPE", "normal");
      awaitRecoveries(backend, 2);

      assertEquals(List.of("recovery", "recovery"), List.copyOf(told));
    }
  }

  @Test
  void infoRefused_isALimitationAndAllElseWorks() {
    server.close();
    server =
        settings().arguments("--user", "ann", "on", "nopass", "~*", "&*", "+@all", "-info").start();
    try (Backend backend = open("redis://ann:any@127.0.0.1:" + server.port())) {
      assertEquals(1, backend.limitations().size());
      assertTrue(backend.limitations().get(0).contains("(expected: +info)"));
      assertTrue(backend.limitations().get(0).contains("NOPERM"));
      Await.result(backend.store().put(KEY, Entry.of("value"), Open.MINUTE));
      assertEquals("value", Entry.text(Await.result(backend.store().get(KEY))));
      command("CLIENT", "KILL", "TYPE", "normal");
      awaitRecoveries(backend, 2);
      assertEquals(1, limitations.warnings().size(), limitations.warnings().toString());
    }
  }

  private Backend open(String uri) {
    Backend backend = Open.available(uri);
    backend.onResurrection(
        () -> {
          told.add("resurrection");
          backend.store().remove(List.of(KEY));
        });
    backend.onResurrection(
        () -> {
          throw new IllegalStateException("a fault of the task");
        });
    backend.onRecovery(again -> told.add("recovery"));
    return backend;
  }

  private void awaitRecoveries(Backend backend, int count) {
    Await.until(
        "it has recovered", () -> told.stream().filter("recovery"::equals).count() == count);
    Open.awaitHealthy(backend);
  }

  private void readUntil(AtomicBoolean over, Backend backend) {
    while (!over.get()) {
      try {
        byte[] found = backend.store().get(KEY).toCompletableFuture().join();
        if (found != null) {
          read.add(Entry.text(found));
        }
      } catch (CompletionException away) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
    }
  }

  private RedisProcessBuilder settings() {
    return RedisProcess.builder().dataDirectory(folder);
  }

  private void restart(String... arguments) {
    int port = server.port();
    server.kill();
    server = settings().port(port).arguments(arguments).start();
  }

  private void command(Object... parts) {
    try (RespClient client = RespClient.connect(server.port())) {
      client.command(parts);
    }
  }

  private long number(Object... parts) {
    try (RespClient client = RespClient.connect(server.port())) {
      return client.number(parts);
    }
  }
}
