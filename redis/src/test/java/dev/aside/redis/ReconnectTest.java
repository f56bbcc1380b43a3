package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.Coherence;
import dev.aside.spi.RemoteStore;
import dev.aside.spi.TimeSource;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.testkit.RecordingReceiver;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(90)
class ReconnectTest {
  /** Time-outs are kept to a tick of the timer, and what a busy machine adds. */
  private static final Duration IN_TIME = Open.COMMAND_TIMEOUT.plusSeconds(2);

  /** From the server's return to the next hit. */
  private static final Duration BACK = Duration.ofSeconds(5);

  private static final byte[] KEY = Open.utf8("user:42");

  @RegisterExtension final RedisExtension redis = RedisExtension.create();

  @Test
  void open_serverDown_failsAtOnceAndSaysWhy() {
    int port = redis.port();
    redis.process().kill();
    try (Backend backend = Open.at("redis://127.0.0.1:" + port)) {
      assertFailsAtOnce(backend.store());
      assertEquals(0, backend.store().estimatedMillis());
      Await.until(
          "it says why",
          () ->
              backend
                  .troubles()
                  .equals(
                      List.of(
                          "127.0.0.1:" + port + ": connection refused (reads, writes, messages)")));
    }
  }

  @Test
  void open_serverDownThenUp_worksByItself() {
    int port = redis.port();
    redis.process().kill();
    AtomicInteger recoveries = new AtomicInteger();
    try (Backend backend = Open.at("redis://127.0.0.1:" + port)) {
      backend.onRecovery(again -> recoveries.incrementAndGet());
      Await.until("a try has failed", () -> backend.troubles().toString().contains("refused"));
      assertEquals(0, recoveries.get());

      redis.restart();

      Await.until("it is available", BACK, backend.store()::isAvailable);
      assertNull(Await.result(backend.store().get(KEY)));
      Open.awaitHealthy(backend);
      assertEquals(1, recoveries.get());
      assertNotEquals(0, backend.store().estimatedMillis());
    }
  }

  @Test
  void onRecovery_availableAlready_runsAtOnceAsTheFirstContact() {
    try (Backend backend = Open.available(redis.uri())) {
      List<Boolean> again = new ArrayList<>();
      backend.onRecovery(again::add);
      assertEquals(List.of(false), again);
    }
  }

  @Test
  void kill_thenRestart_failsAtOnceMeanwhileAndRecovers() {
    List<Boolean> again = new CopyOnWriteArrayList<>();
    try (Backend backend = Open.available(redis.uri())) {
      RemoteStore store = backend.store();
      backend.onRecovery(again::add);
      Await.result(store.put(KEY, Entry.of("value"), Open.MINUTE));

      redis.process().kill();
      awaitBothLost(backend);
      assertFailsAtOnce(store);

      redis.restart();
      Await.until("reads are answered", BACK, () -> Await.result(store.get(KEY)) == null);
      Await.until(
          "writes are done",
          BACK,
          () -> Await.result(store.put(KEY, Entry.of("value"), Open.MINUTE)).stampMicros() > 0);
      Open.awaitHealthy(backend);
      assertEquals(List.of(false, true), again);
    }
  }

  @Test
  void kill_underLoad_everyCommandEndsInTime() {
    try (Backend backend = Open.available(redis.uri())) {
      RemoteStore store = backend.store();
      List<CompletionStage<?>> all = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        all.add(store.get(KEY));
        all.add(store.put(KEY, Entry.of("value"), Open.MINUTE));
        if (i == 1_000) {
          redis.process().kill();
        }
      }
      long start = System.nanoTime();

      Await.until(
          "all have ended",
          () -> all.stream().allMatch(each -> each.toCompletableFuture().isDone()));

      assertTrue(since(start).compareTo(IN_TIME) < 0, "took " + since(start));
    }
  }

  @Test
  void pause_commandsTimeOutAndConnectionIsMadeAnew() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      RemoteStore store = backend.store();
      Await.result(store.put(KEY, Entry.of("value"), Open.MINUTE));
      List<String> before = clientIds(client);

      redis.process().pause();
      long start = System.nanoTime();
      Await.failure(store.get(KEY));
      Duration took = since(start);
      assertTrue(took.compareTo(Open.COMMAND_TIMEOUT.minusMillis(50)) > 0, "took " + took);
      assertTrue(took.compareTo(IN_TIME) < 0, "took " + took);
      awaitBothLost(backend);
      assertFailsAtOnce(store);

      redis.process().resume();
      Await.until("hits are back", BACK, () -> Await.result(store.get(KEY)) != null);
      Open.awaitHealthy(backend);
      assertTrue(
          clientIds(client).stream().noneMatch(before::contains), "none of the old connections");
    }
  }

  @Test
  void pause_shorterThanSilence_connectionIsKept() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      List<String> before = clientIds(client);

      redis.process().pause();
      Await.failure(backend.store().get(KEY));
      redis.process().resume();

      Await.until("it answers", () -> Await.result(backend.store().get(KEY)) == null);
      assertEquals(before, clientIds(client));
    }
  }

  @Test
  void lateAnswer_afterTimeout_isNotTakenForAnother() {
    byte[] other = Open.utf8("user:43");
    try (Backend backend = Open.available(redis.uri())) {
      RemoteStore store = backend.store();
      Await.result(store.put(KEY, Entry.of("forty-two"), Open.MINUTE));
      Await.result(store.put(other, Entry.of("forty-three"), Open.MINUTE));

      redis.process().pause();
      Await.failure(store.get(KEY));
      CompletionStage<byte[]> next = store.get(other);
      redis.process().resume();

      assertEquals("forty-three", Entry.text(Await.result(next)));
    }
  }

  @Test
  void reset_allConnections_areMadeAnewAndCommandsFailOrWork() {
    try (ChaosProxy proxy = ChaosProxy.to(redis.port());
        Backend backend = Open.available("redis://127.0.0.1:" + proxy.port())) {
      for (int i = 0; i < 5; i++) {
        proxy.resetAll();
        Await.until(
            "reads are answered", BACK, () -> Await.result(backend.store().get(KEY)) == null);
      }
      Open.awaitHealthy(backend);
    }
  }

  @Test
  void cut_inMidAnswer_noHalfValueIsSeen() {
    byte[] large = Entry.of("x".repeat(100_000));
    try (ChaosProxy proxy = ChaosProxy.to(redis.port());
        Backend backend = Open.available("redis://127.0.0.1:" + proxy.port())) {
      Await.result(backend.store().put(KEY, large, Open.MINUTE));

      proxy.cutAfter(Direction.TO_CLIENT, 50_000);
      Await.failure(backend.store().get(KEY));
      proxy.heal();

      Await.until(
          "the whole value is read",
          BACK,
          () -> Entry.text(large).equals(Entry.text(Await.result(backend.store().get(KEY)))));
    }
  }

  @Test
  void halfOpen_answersHeldBack_isNoticedAndReplaced() {
    try (ChaosProxy proxy = ChaosProxy.to(redis.port());
        Backend backend = Open.coherent("redis://127.0.0.1:" + proxy.port())) {
      RemoteStore store = backend.store();
      Coherence coherence = store.coherence();
      long epoch = coherence.epoch();
      assertNotEquals(0, epoch);

      proxy.hold(Direction.TO_CLIENT);
      Await.until("silence is noticed", () -> !store.isAvailable());
      Await.until("no epoch goes on", () -> coherence.epoch() == 0);
      Await.until("it says why", () -> backend.troubles().toString().contains("answer"));

      proxy.heal();
      Await.until("it works again", BACK, () -> Await.result(store.get(KEY)) == null);
      Await.until("a new epoch has begun", () -> coherence.epoch() > epoch);
    }
  }

  @Test
  void refusedByProxy_triesGoOnWithPauses() {
    try (ChaosProxy proxy = ChaosProxy.to(redis.port())) {
      proxy.refuse(true);
      try (Backend backend = Open.at("redis://127.0.0.1:" + proxy.port())) {
        Await.until(
            "tries have failed",
            () -> !backend.troubles().toString().contains("not connected yet"));
        proxy.refuse(false);
        Open.awaitHealthy(backend);
      }
    }
  }

  @Test
  void overload_moreThanTheLimit_isRefusedWithoutWaiting() {
    try (Backend backend = Open.available(redis.uri())) {
      AtomicInteger refused = new AtomicInteger();
      List<CompletionStage<byte[]>> sent = new ArrayList<>();

      redis.process().pause();
      for (int i = 0; i < 3 * Connector.MAX_REQUESTS; i++) {
        CompletionStage<byte[]> read = backend.store().header(KEY); // others share commands
        read.whenComplete((value, error) -> refused.addAndGet(isTimeout(error) ? 0 : 1));
        sent.add(read);
      }

      Await.until("what is too much is refused", () -> refused.get() >= Connector.MAX_REQUESTS);
      redis.process().resume();
      Await.until(
          "all have ended", () -> sent.stream().allMatch(s -> s.toCompletableFuture().isDone()));
      Await.until("it works again", () -> Await.result(backend.store().get(KEY)) == null);
    }
  }

  @Test
  void overload_noCommandCanBeSent_singleReadsFailAtOnceToo() {
    Duration patience = Duration.ofMinutes(1); // none of them times out meanwhile
    try (Backend backend = Open.with(redis.uri(), null, "", patience, TimeSource.system())) {
      Open.awaitHealthy(backend);
      List<CompletionStage<byte[]>> sent = new ArrayList<>();

      redis.process().pause();
      for (int i = 0; i < 2 * Connector.MAX_REQUESTS; i++) {
        sent.add(backend.store().header(KEY));
      }

      assertFalse(isTimeout(Await.failure(backend.store().get(KEY))));
      redis.process().resume();
      Await.until(
          "all have ended", () -> sent.stream().allMatch(s -> s.toCompletableFuture().isDone()));
    }
  }

  private static boolean isTimeout(@Nullable Throwable error) {
    return error instanceof RedisCommandTimeoutException;
  }

  @Test
  void close_operationsUnderWay_failInTime() {
    Backend backend = Open.available(redis.uri());
    redis.process().pause();
    CompletionStage<byte[]> read = backend.store().get(KEY);
    long start = System.nanoTime();

    backend.close();
    backend.close();

    Await.failure(read);
    assertTrue(since(start).compareTo(Duration.ofSeconds(4)) < 0, "took " + since(start));
    assertFailsAtOnce(backend.store());
    assertFalse(backend.store().isAvailable());
    Await.failure(backend.broker().publish("chat", KEY));
    Await.failure(backend.broker().subscribe("chat", RecordingReceiver.create()));
  }

  private static void awaitBothLost(Backend backend) {
    Await.until(
        "the loss is noticed",
        () -> {
          String troubles = backend.troubles().toString();
          return troubles.contains("reads") && troubles.contains("writes");
        });
  }

  /** By the error that no command gets which was sent: so that nothing has been waited for. */
  private static void assertFailsAtOnce(RemoteStore store) {
    List<CompletionStage<?>> all =
        List.of(
            store.get(KEY),
            store.header(KEY),
            store.getAll(List.of(KEY)),
            store.lease(KEY, new byte[8], 1_000),
            store.fill(KEY, new byte[16], Entry.of("value"), Open.MINUTE),
            store.fill(KEY, new byte[16], Entry.large(), Open.MINUTE),
            store.release(KEY, new byte[16]),
            store.put(KEY, Entry.of("value"), Open.MINUTE),
            store.put(KEY, Entry.large(), Open.MINUTE),
            store.remove(List.of(KEY)));
    for (CompletionStage<?> each : all) {
      assertInstanceOf(TroubleException.class, Await.failure(each));
    }
  }

  /** Of the backend's connections. */
  private static List<String> clientIds(RespClient client) {
    String list = String.valueOf(client.text("CLIENT", "LIST"));
    return list.lines()
        .filter(line -> line.contains("name=test-client"))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .sorted()
        .toList();
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
