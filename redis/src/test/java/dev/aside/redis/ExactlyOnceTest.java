package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aside.spi.Backend;
import dev.aside.spi.Broker;
import dev.aside.spi.RemoteStore;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The reply is lost after the command was executed: it must not be executed again. */
@Timeout(90)
class ExactlyOnceTest {
  private static final byte[] KEY = Open.utf8("user:42");
  private static final byte[] NONCE = Open.utf8("12345678");
  private static final byte[] ID = Open.utf8("1234567890123456");

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private ChaosProxy proxy;
  private Backend backend;
  private RespClient direct;

  @BeforeEach
  void setUp() {
    proxy = ChaosProxy.to(redis.port());
    backend = Open.available("redis://127.0.0.1:" + proxy.port());
    direct = redis.client();
    RemoteStore store = backend.store();
    // Once each, so that the server knows the scripts.
    Await.result(store.lease(KEY, NONCE, 60_000));
    Await.result(store.fill(KEY, ID, Entry.of("x"), Open.MINUTE));
    Await.result(store.fill(KEY, ID, Entry.large(), Open.MINUTE));
    Await.result(store.put(KEY, Entry.of("x"), Open.MINUTE));
    Await.result(store.put(KEY, Entry.large(), Open.MINUTE));
    Await.result(store.release(KEY, ID));
    direct.command("CONFIG", "RESETSTAT");
  }

  @AfterEach
  void tearDown() {
    direct.close();
    backend.close();
    proxy.close();
  }

  @Test
  void lease_replyLost_isExecutedOnce() {
    assertOnce("evalsha", store -> store.lease(KEY, NONCE, 60_000));
  }

  @Test
  void fill_replyLost_isExecutedOnce() {
    assertOnce("evalsha", store -> store.fill(KEY, ID, Entry.of("x"), Open.MINUTE));
  }

  @Test
  void fillLarge_replyLost_isExecutedOnce() {
    assertOnce("evalsha", store -> store.fill(KEY, ID, Entry.large(), Open.MINUTE));
  }

  @Test
  void put_replyLost_isExecutedOnce() {
    assertOnce("evalsha", store -> store.put(KEY, Entry.of("x"), Open.MINUTE));
  }

  @Test
  void putLarge_replyLost_isExecutedOnce() {
    assertOnce("evalsha", store -> store.put(KEY, Entry.large(), Open.MINUTE));
  }

  @Test
  void release_replyLost_isExecutedOnce() {
    assertOnce("evalsha", store -> store.release(KEY, ID));
  }

  @Test
  void remove_replyLost_isExecutedOnce() {
    assertOnce("evalsha", store -> store.remove(List.of(KEY)));
  }

  @Test
  void get_replyLost_isExecutedOnce() {
    assertOnce("get", store -> store.get(KEY));
  }

  @Test
  void publish_replyLost_isExecutedOnce() {
    Broker broker = backend.broker();
    assertOnce("publish", store -> broker.publish("chat", KEY));
  }

  private void assertOnce(String command, Function<RemoteStore, CompletionStage<?>> operation) {
    proxy.hold(Direction.TO_CLIENT);
    CompletionStage<?> stage = operation.apply(backend.store());
    Await.until("the command is executed", () -> CommandStats.calls(direct, command) > 0);
    proxy.resetAll();
    Await.failure(stage);
    proxy.heal();

    // Asked for by commands that are not counted here, as some of them may fail at first.
    Await.until("reads work", () -> Await.result(backend.store().header(ID)) == null);
    Await.until("writes work", this::writesWork);
    assertEquals(1, CommandStats.calls(direct, command));
  }

  private boolean writesWork() {
    return Await.result(backend.store().plain().remove(List.of(ID))) == null;
  }
}
