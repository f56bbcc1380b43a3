package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.testkit.RecordingReceiver;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import dev.aside.testkit.RespMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(90)
class SubscriptionRecoveryTest {
  @RegisterExtension final RedisExtension redis = RedisExtension.create();

  private final RecordingReceiver receiver = RecordingReceiver.create();

  @Test
  void publish_plainClientListens_getsTheExactBytes() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      client.subscribe("chat_channel");
      byte[] payload = {0, '\r', '\n', (byte) 0xFF, 'x'};

      Await.result(backend.broker().publish("chat_channel", payload));

      RespMessage message = client.nextMessage();
      assertEquals("chat_channel", message.channel());
      assertEquals(
          List.of(payload.length, -1),
          List.of(message.payload().length, (int) message.payload()[3]));
    }
  }

  @Test
  void subscribe_serverDown_isConfirmedWhenItIsUp() {
    int port = redis.port();
    redis.process().kill();
    try (Backend backend = Open.at("redis://127.0.0.1:" + port)) {
      CompletionStage<?> confirmed = backend.broker().subscribe("chat", receiver);
      Await.until("a try has failed", () -> backend.troubles().toString().contains("refused"));
      assertFalse(confirmed.toCompletableFuture().isDone());

      redis.restart();
      Await.result(confirmed);

      publish("chat", "hello");
      receiver.await(1);
      assertEquals(0, receiver.gaps());
    }
  }

  @Test
  void restart_subscriptionsComeBackWithOneGapEach() {
    RecordingReceiver other = RecordingReceiver.create();
    try (Backend backend = Open.available(redis.uri())) {
      Await.result(backend.broker().subscribe("chat", receiver));
      Await.result(backend.broker().subscribe("other", other));
      publish("chat", "before");
      receiver.await(1);

      redis.restart();
      Await.until("the gaps are told", () -> receiver.gaps() == 1 && other.gaps() == 1);

      publish("chat", "after");
      publish("other", "after");
      receiver.await(2);
      other.await(1);
      assertEquals(List.of("before", "after"), receiver.texts());
      assertEquals(1, receiver.gaps());
    }
  }

  @Test
  void restart_twice_twoGaps() {
    try (Backend backend = Open.available(redis.uri())) {
      Await.result(backend.broker().subscribe("chat", receiver));
      for (int i = 1; i <= 2; i++) {
        redis.restart();
        int expected = i;
        Await.until("the gap is told", () -> receiver.gaps() == expected);
      }
    }
  }

  @Test
  void reset_manyTimes_everyMessageAfterTheGapArrives() {
    try (ChaosProxy proxy = ChaosProxy.to(redis.port());
        Backend backend = Open.available("redis://127.0.0.1:" + proxy.port())) {
      Await.result(backend.broker().subscribe("chat", receiver));
      for (int i = 1; i <= 5; i++) {
        proxy.resetAll();
        int expected = i;
        Await.until("the gap is told", () -> receiver.gaps() == expected);
        assertEquals(1, publish("chat", "message " + i));
        receiver.await(i);
      }
      assertEquals(5, receiver.payloads().size());
    }
  }

  @Test
  void confirmationHeldBack_connectionIsMadeAnewAndItIsConfirmed() {
    try (ChaosProxy proxy = ChaosProxy.to(redis.port());
        Backend backend = Open.available("redis://127.0.0.1:" + proxy.port())) {
      proxy.hold(Direction.TO_CLIENT);
      CompletionStage<?> confirmed = backend.broker().subscribe("chat", receiver);
      Await.until("it is given up", () -> backend.troubles().toString().contains("messages"));
      assertFalse(confirmed.toCompletableFuture().isDone());

      proxy.heal();
      Await.result(confirmed);
      assertEquals(1, publish("chat", "hello"));
      receiver.await(1);
      assertEquals(0, receiver.gaps());
    }
  }

  @Test
  void unsubscribe_whileDown_doesNotComeBack() {
    try (Backend backend = Open.available(redis.uri())) {
      Await.result(backend.broker().subscribe("chat", receiver));
      redis.process().kill();
      Await.until("the loss is noticed", () -> backend.troubles().toString().contains("messages"));

      Await.result(backend.broker().unsubscribe("chat"));
      redis.restart();
      Open.awaitHealthy(backend);

      assertEquals(0, publish("chat", "to nobody"));
      assertEquals(0, receiver.gaps());
    }
  }

  @Test
  void replacedReceiver_acrossRestarts_newOneAloneHears() {
    try (Backend backend = Open.available(redis.uri())) {
      RecordingReceiver last = receiver;
      Await.result(backend.broker().subscribe("chat", last));
      for (int i = 0; i < 5; i++) {
        RecordingReceiver next = RecordingReceiver.create();
        redis.process().kill();
        CompletionStage<?> gone = backend.broker().unsubscribe("chat");
        CompletionStage<?> confirmed = backend.broker().subscribe("chat", next);
        redis.restart();
        Await.result(gone);
        Await.result(confirmed);

        assertEquals(1, publish("chat", "round " + i));
        next.await(1);
        assertEquals(List.of("round " + i), next.texts());
        last = next;
      }
      assertEquals(List.of(), receiver.texts());
    }
  }

  @Test
  void manyChannels_restart_allComeBack() {
    int count = 2 * Subscriptions.MAX_UNDER_WAY + 500;
    try (Backend backend = Open.available(redis.uri())) {
      List<CompletionStage<?>> confirmed = new ArrayList<>();
      List<RecordingReceiver> receivers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        RecordingReceiver each = RecordingReceiver.create();
        receivers.add(each);
        confirmed.add(backend.broker().subscribe("channel-" + i, each));
      }
      confirmed.forEach(Await::result);

      redis.restart();
      Await.until("all have come back", () -> receivers.stream().allMatch(each -> each.gaps() > 0));

      assertEquals(1, publish("channel-" + (count - 1), "hello"));
      receivers.get(count - 1).await(1);
    }
  }

  @Test
  void serverDropsSlowSubscriber_gapIsTold() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      Await.result(backend.broker().subscribe("chat", receiver));

      long killed = client.number("CLIENT", "KILL", "TYPE", "pubsub");

      assertEquals(1, killed);
      Await.until("the gap is told", () -> receiver.gaps() == 1);
      assertTrue(backend.store().isAvailable(), "the other connections have nothing to do with it");
    }
  }

  private long publish(String channel, String text) {
    try (RespClient client = redis.client()) {
      return client.number("PUBLISH", channel, text);
    }
  }
}
