package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.spi.Backend;
import dev.aside.spi.Broker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Broker} must do. A backend passes by a subclass that opens it. */
@Timeout(60)
public abstract class BrokerContract {
  private final String channel = channel();
  private final RecordingReceiver receiver = RecordingReceiver.create();
  private Backend backend;
  private Broker broker;

  /** For subclasses. */
  protected BrokerContract() {}

  /** Opens the backend under test; it is closed after the test. */
  protected abstract Backend open();

  @BeforeEach
  void openBroker() {
    backend = open();
    broker = backend.broker();
    Await.until("the backend is available", backend.store()::isAvailable);
  }

  @AfterEach
  void closeBroker() {
    backend.close();
  }

  @Test
  void publish_nobodyListens_isZero() {
    assertEquals(0, publish(channel, "into the void"));
  }

  @Test
  void publish_oneListens_isOneAndArrives() {
    subscribe(channel, receiver);

    assertEquals(1, publish(channel, "hello"));

    receiver.await(1);
    assertEquals(List.of("hello"), receiver.texts());
  }

  @Test
  void publish_anyBytes_arriveAsTheyAre() {
    subscribe(channel, receiver);
    byte[] everyByte = new byte[256];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }
    byte[] large = new byte[1 << 20];
    new Random(1).nextBytes(large);
    List<byte[]> sent = List.of(everyByte, new byte[0], large);

    sent.forEach(payload -> Await.result(broker.publish(channel, payload)));

    receiver.await(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      assertArrayEquals(sent.get(i), receiver.payloads().get(i));
    }
  }

  @Test
  void publish_manyWithoutWaiting_arriveInOrder() {
    subscribe(channel, receiver);
    List<String> texts = IntStream.range(0, 2_000).mapToObj(Integer::toString).toList();
    List<CompletionStage<Long>> sent = new ArrayList<>();

    texts.forEach(text -> sent.add(broker.publish(channel, utf8(text))));

    sent.forEach(Await::result);
    receiver.await(texts.size());
    assertEquals(texts, receiver.texts());
  }

  @Test
  void publish_payloadChangedLater_arrivesAsItWas() {
    subscribe(channel, receiver);
    byte[] payload = utf8("as it was");
    Await.result(broker.publish(channel, payload));

    payload[0] = 'X';

    receiver.await(1);
    assertEquals(List.of("as it was"), receiver.texts());
  }

  @Test
  void subscribe_twoChannels_eachGetsItsOwn() {
    String other = channel();
    RecordingReceiver otherReceiver = RecordingReceiver.create();
    subscribe(channel, receiver);
    subscribe(other, otherReceiver);

    publish(channel, "for one");
    publish(other, "for the other");

    receiver.await(1);
    otherReceiver.await(1);
    assertEquals(List.of("for one"), receiver.texts());
    assertEquals(List.of("for the other"), otherReceiver.texts());
  }

  @Test
  void subscribe_namesOfAllScripts_areKeptApart() {
    List<String> names =
        List.of(channel + " চ্যাট", channel + "/чат", channel + "*", channel + "?");
    List<RecordingReceiver> receivers = new ArrayList<>();
    for (String name : names) {
      RecordingReceiver mine = RecordingReceiver.create();
      receivers.add(mine);
      subscribe(name, mine);
    }

    names.forEach(name -> publish(name, "to " + name));

    for (int i = 0; i < names.size(); i++) {
      receivers.get(i).await(1);
      assertEquals(List.of("to " + names.get(i)), receivers.get(i).texts());
    }
  }

  @Test
  void subscribe_hasReceiver_isRefused() {
    subscribe(channel, receiver);
    RecordingReceiver second = RecordingReceiver.create();

    assertThrows(IllegalStateException.class, () -> broker.subscribe(channel, second));

    publish(channel, "still mine");
    receiver.await(1);
    assertEquals(List.of(), second.texts());
  }

  @Test
  void unsubscribe_done_nothingMoreArrives() {
    String other = channel();
    RecordingReceiver otherReceiver = RecordingReceiver.create();
    subscribe(channel, receiver);
    subscribe(other, otherReceiver);
    publish(channel, "before");
    receiver.await(1);

    Await.result(broker.unsubscribe(channel));

    assertEquals(0, publish(channel, "after"));
    publish(other, "the last thing to arrive");
    otherReceiver.await(1);
    assertEquals(List.of("before"), receiver.texts());
  }

  @Test
  void unsubscribe_neverSubscribed_isDone() {
    Await.result(broker.unsubscribe(channel));
  }

  @Test
  void subscribe_afterUnsubscribe_newReceiverGetsMessages() {
    RecordingReceiver second = RecordingReceiver.create();
    subscribe(channel, receiver);
    Await.result(broker.unsubscribe(channel));

    subscribe(channel, second);

    assertEquals(1, publish(channel, "to the second"));
    second.await(1);
    assertEquals(List.of("to the second"), second.texts());
    assertEquals(List.of(), receiver.texts());
  }

  @Test
  void subscribe_rightAfterUnsubscribe_newReceiverGetsMessages() {
    for (int round = 0; round < 50; round++) {
      RecordingReceiver old = RecordingReceiver.create();
      RecordingReceiver young = RecordingReceiver.create();
      subscribe(channel, old);

      CompletionStage<?> gone = broker.unsubscribe(channel);
      CompletionStage<?> there = broker.subscribe(channel, young);
      Await.result(gone);
      Await.result(there);

      assertEquals(1, publish(channel, "round " + round));
      young.await(1);
      assertEquals(List.of("round " + round), young.texts());
      assertEquals(List.of(), old.texts());
      Await.result(broker.unsubscribe(channel));
    }
  }

  @Test
  void unsubscribe_beforeConfirmation_leavesNothingBehind() {
    for (int round = 0; round < 50; round++) {
      broker.subscribe(channel, RecordingReceiver.create());

      Await.result(broker.unsubscribe(channel));

      assertEquals(0, publish(channel, "to nobody"));
    }
  }

  private void subscribe(String name, Broker.Receiver to) {
    Await.result(broker.subscribe(name, to));
  }

  private long publish(String name, String text) {
    return Await.result(broker.publish(name, utf8(text)));
  }

  private static String channel() {
    return "channel-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
