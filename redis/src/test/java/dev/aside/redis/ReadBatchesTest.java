package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What counts is how many commands the server has seen, so they are counted. */
@Timeout(60)
final class ReadBatchesTest {
  private static final String PASSWORD = "pw";

  @RegisterExtension final RedisExtension redis = RedisExtension.create();

  private ChaosProxy proxy;
  private RespClient client;

  @BeforeEach
  void setUp() {
    proxy = ChaosProxy.to(redis.port());
    client = redis.client();
    for (int i = 0; i < 100; i++) {
      client.command("SET", "k:" + i, "v" + i);
    }
  }

  @AfterEach
  void tearDown() {
    client.close();
    proxy.close();
  }

  @Test
  void get_alone_isOneGet() {
    try (Backend backend = Open.available(redis.uri())) {
      client.command("CONFIG", "RESETSTAT");

      assertArrayEquals(Open.utf8("v7"), Await.result(backend.store().get(Open.utf8("k:7"))));
      assertNull(Await.result(backend.store().get(Open.utf8("k:none"))));

      assertEquals(2, CommandStats.calls(client, "get"));
      assertEquals(0, CommandStats.calls(client, "mget"));
    }
  }

  @Test
  void get_manyWhileTheIoThreadIsBusy_shareCommandsAndGetTheirOwn() throws Exception {
    try (Backend backend = Open.available(redis.uri())) {
      client.command("CONFIG", "RESETSTAT");
      CountDownLatch hold = hold(backend);
      List<CompletableFuture<byte[]>> reads = new ArrayList<>();
      for (int i = 0; i < 2 * ReadBatches.MAX_READS + 1; i++) {
        String key = (i % 3 == 0) ? "k:none" : "k:" + i;
        reads.add(backend.store().get(Open.utf8(key)).toCompletableFuture());
      }
      hold.countDown();

      for (int i = 0; i < reads.size(); i++) {
        byte[] expected = (i % 3 == 0) ? null : Open.utf8("v" + i);
        assertArrayEquals(expected, reads.get(i).get(10, TimeUnit.SECONDS), "read " + i);
      }
      assertEquals(2, CommandStats.calls(client, "mget"));
      assertEquals(1, CommandStats.calls(client, "get"), "the last has a command of its own");
    }
  }

  /** Keeps the I/O thread of reads from doing anything until it is counted down. */
  private static CountDownLatch hold(Backend backend) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    StatefulRedisConnection<byte[], byte[]> connection =
        Objects.requireNonNull(((LettuceBackend) backend).readConnection());
    Thread caller = Thread.currentThread();
    while (held.getCount() != 0) { // an answer that has come already is told on our own thread
      connection
          .async()
          .echo(Open.utf8("x"))
          .thenRun(
              () -> {
                if (Thread.currentThread() != caller) {
                  held.countDown();
                  await(hold);
                }
              });
      held.await(100, TimeUnit.MILLISECONDS);
    }
    return hold;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void get_oneOfManyIsForbidden_theOthersAreRead() throws Exception {
    client.command("ACL", "SETUSER", "ann", "on", ">" + PASSWORD, "~*", "+@all");
    try (Backend backend = openAs("ann")) {
      client.command("ACL", "SETUSER", "ann", "resetkeys", "~k:1", "~k:2");
      CountDownLatch hold = hold(backend);
      CompletableFuture<byte[]> one = backend.store().get(Open.utf8("k:1")).toCompletableFuture();
      CompletableFuture<byte[]> no = backend.store().get(Open.utf8("k:3")).toCompletableFuture();
      CompletableFuture<byte[]> two = backend.store().get(Open.utf8("k:2")).toCompletableFuture();
      hold.countDown();

      assertArrayEquals(Open.utf8("v1"), one.get(10, TimeUnit.SECONDS));
      assertArrayEquals(Open.utf8("v2"), two.get(10, TimeUnit.SECONDS));
      ExecutionException refused =
          assertThrows(ExecutionException.class, () -> no.get(10, TimeUnit.SECONDS));
      assertTrue(String.valueOf(refused.getMessage()).contains("NOPERM"), refused.toString());
    }
  }

  private Backend openAs(String user) {
    Backend backend = Open.at("redis://" + user + ":" + PASSWORD + "@127.0.0.1:" + redis.port());
    Open.awaitHealthy(backend);
    return backend;
  }

  @Test
  void get_connectionIsLostWhileManyWait_allFailAndTheNextAreAnswered() throws Exception {
    try (Backend backend = Open.available("redis://127.0.0.1:" + proxy.port())) {
      CountDownLatch hold = hold(backend);
      List<CompletableFuture<byte[]>> reads = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        reads.add(backend.store().get(Open.utf8("k:" + i)).toCompletableFuture());
      }
      proxy.resetAll();
      hold.countDown();

      for (CompletableFuture<byte[]> read : reads) {
        assertThrows(ExecutionException.class, () -> read.get(10, TimeUnit.SECONDS));
      }
      Await.until(
          "reads are answered again",
          () ->
              Arrays.equals(Open.utf8("v7"), Await.result(backend.store().get(Open.utf8("k:7")))));
    }
  }

  @Test
  void get_nothingIsAnswered_allFailAndCountAsOneThatWasLate() throws Exception {
    try (Backend backend = Open.available("redis://127.0.0.1:" + proxy.port())) {
      CountDownLatch hold = hold(backend);
      proxy.hold(ChaosProxy.Direction.TO_CLIENT);
      List<CompletableFuture<byte[]>> reads = new ArrayList<>();
      for (int i = 0; i < Breaker.MAX_LATE; i++) {
        reads.add(backend.store().get(Open.utf8("k:" + i)).toCompletableFuture());
      }
      hold.countDown();

      for (CompletableFuture<byte[]> read : reads) {
        ExecutionException late =
            assertThrows(ExecutionException.class, () -> read.get(10, TimeUnit.SECONDS));
        assertInstanceOf(RedisCommandTimeoutException.class, late.getCause());
      }
      assertTrue(backend.store().isAvailable(), "it takes more to be called slow");
    }
  }
}
