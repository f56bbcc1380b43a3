package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.RemoteStore;
import dev.aside.spi.TimeSource;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class BreakerTest {
  private static final Duration TIMEOUT = Duration.ofMillis(100);
  private static final Duration DELAY = Duration.ofSeconds(2);
  private static final byte[] KEY = Open.utf8("user:42");

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Troubles troubles = new Troubles("h:6379");
  private final Breaker breaker = new Breaker("reads", TIMEOUT, troubles);
  private final WarningLog log = WarningLog.of(Troubles.class);

  @BeforeEach
  void setUp() {
    log.start();
  }

  @AfterEach
  void tearDown() {
    log.stop();
  }

  @Test
  void timeouts_manyInARow_openItAndItIsTold() {
    timeOut(Breaker.MAX_LATE - 1);
    assertFalse(breaker.isOpen());
    assertEquals(List.of(), troubles.lines());

    timeOut(1);

    assertTrue(breaker.isOpen());
    assertEquals(1, troubles.lines().size());
    assertTrue(troubles.lines().get(0).contains("slow"), troubles.lines().toString());
  }

  @Test
  void timeouts_answersInBetween_keepItClosed() {
    timeOut(Breaker.MAX_LATE - 1);
    end(null);
    timeOut(Breaker.MAX_LATE - 1);
    end(new RedisCommandExecutionException("OOM command not allowed")); // an answer all the same
    timeOut(Breaker.MAX_LATE - 1);
    end(new CompletionException(new RedisCommandExecutionException("READONLY")));
    timeOut(Breaker.MAX_LATE - 1);

    assertFalse(breaker.isOpen());
  }

  @Test
  void timeouts_lostConnectionsInBetween_openIt() {
    timeOut(Breaker.MAX_LATE - 1);
    end(new TroubleException("connection lost"));
    timeOut(1);

    assertTrue(breaker.isOpen());
  }

  @Test
  void heartbeat_answeredInTime_closesIt() {
    timeOut(Breaker.MAX_LATE);

    breaker.answered(TIMEOUT.plusNanos(1));
    assertTrue(breaker.isOpen());

    breaker.answered(TIMEOUT);
    assertFalse(breaker.isOpen());
    assertEquals(List.of(), troubles.lines());
    timeOut(Breaker.MAX_LATE - 1);
    assertFalse(breaker.isOpen(), "the count has begun anew");
  }

  @Test
  void slowServer_fewCallersWaitAndOthersFailAtOnce_andItRecoversByItself() {
    try (ChaosProxy proxy = ChaosProxy.to(redis.port());
        Backend backend = open(proxy)) {
      RemoteStore store = backend.store();
      Await.result(store.get(KEY));

      proxy.delay(Direction.TO_CLIENT, DELAY, Duration.ZERO);
      assertEquals(Breaker.MAX_LATE, waiting(50, () -> store.get(KEY)));
      assertEquals(Breaker.MAX_LATE, waiting(50, () -> store.lease(KEY, new byte[8], 1_000)));
      assertEquals(0, waiting(5, () -> store.header(KEY)));
      assertEquals(0, waiting(5, () -> store.getAll(List.of(KEY))));
      assertEquals(0, waiting(5, () -> store.plain().get(KEY)));
      assertEquals(0, waiting(5, () -> store.fill(KEY, new byte[16], Entry.large(), Open.MINUTE)));
      assertEquals(0, waiting(5, () -> store.touch(List.of(KEY))));
      assertFalse(store.isAvailable());
      assertTrue(backend.troubles().toString().contains("slow"), backend.troubles().toString());
      assertEquals(1, log.warnings().size(), log.warnings().toString());

      proxy.heal();
      Open.awaitHealthy(backend);
      Await.result(store.get(KEY));
      Await.result(store.remove(List.of(KEY)));
    }
  }

  @Test
  void slowServer_whatMustBeDoneIsSentAllTheSame() {
    try (ChaosProxy proxy = ChaosProxy.to(redis.port());
        Backend backend = open(proxy);
        RespClient client = redis.client()) {
      RemoteStore store = backend.store();
      store.remove(List.of(KEY));
      byte[] writer = new byte[16];
      Await.result(store.beginWrite(List.of(KEY), writer, 60_000));
      Await.result(store.endWrite(List.of(KEY), writer));
      Await.result(store.soften(List.of(KEY)));
      Await.result(store.holdOff(List.of(KEY), 1));
      Await.result(store.bump(List.of(KEY)));
      proxy.delay(Direction.TO_CLIENT, DELAY, Duration.ZERO);
      waiting(Breaker.MAX_LATE, () -> store.lease(KEY, new byte[8], 1_000));
      assertFalse(store.isAvailable());
      client.command("CONFIG", "RESETSTAT");

      store.remove(List.of(KEY));
      store.beginWrite(List.of(KEY), writer, 60_000);
      store.endWrite(List.of(KEY), writer);
      store.endWrite(KEY, writer, Entry.of("value"), Open.MINUTE);
      store.soften(List.of(KEY));
      store.holdOff(List.of(KEY), 1);
      store.bump(List.of(KEY));

      Await.until("all are executed", () -> CommandStats.calls(client, "evalsha") == 7);
    }
  }

  /** How many of so many calls, one after the other, wait for their time-out; the rest fail. */
  private static int waiting(int calls, Supplier<CompletionStage<?>> call) {
    int waiting = 0;
    for (int i = 0; i < calls; i++) {
      Throwable error = Await.failure(call.get());
      Throwable cause = (error instanceof CompletionException) ? error.getCause() : error;
      if (cause instanceof RedisCommandTimeoutException) {
        waiting++;
      } else {
        assertTrue(cause instanceof TroubleException, String.valueOf(error));
      }
    }
    return waiting;
  }

  private static Backend open(ChaosProxy proxy) {
    String uri = "redis://127.0.0.1:" + proxy.port();
    Backend backend = Open.with(uri, null, "", TIMEOUT, TimeSource.system());
    Open.awaitHealthy(backend);
    return backend;
  }

  private void timeOut(int times) {
    for (int i = 0; i < times; i++) {
      end(new RedisCommandTimeoutException("no answer"));
    }
  }

  private void end(@Nullable Throwable error) {
    breaker.watch(
        (error == null)
            ? CompletableFuture.completedFuture("answer")
            : CompletableFuture.failedFuture(error));
  }
}
