package dev.aside.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Codec;
import dev.aside.spi.Broker;
import dev.aside.spi.Environment;
import dev.aside.spi.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One thread: listeners run when the test says so. */
final class TopicTest {
  private final ArrayDeque<Runnable> userTasks = new ArrayDeque<>();
  private final HandBroker broker = new HandBroker();
  private final Topics topics =
      Topics.over(broker, new Environment(TimeSource.system(), new Random(1), userTasks::add));
  private final List<String> got = new ArrayList<>();

  @Test
  void subscribe_messages_arriveInOrderOffTheIoThread() {
    Topic<String> topic = topics.builder("chat", Codec.utf8()).build();
    topic.subscribe(message -> got.add(message.topic() + "/" + message.payload()));

    broker.push("chat", "a");
    broker.push("chat", "b");
    assertEquals(List.of(), got);
    runUserTasks();

    assertEquals(List.of("chat/a", "chat/b"), got);
  }

  @Test
  void subscribe_twoTopicsOfOneName_shareOneSubscription() {
    Topic<String> one = topics.builder("chat", Codec.utf8()).build();
    Topic<byte[]> two = topics.builder("chat", Codec.bytes()).build();

    Subscription first = one.subscribe(message -> got.add("one " + message.payload()));
    Subscription second = two.subscribe(message -> got.add("two " + message.payload().length));
    broker.push("chat", "abc");
    runUserTasks();
    assertEquals(List.of("one abc", "two 3"), got);
    assertEquals(List.of("subscribe chat"), broker.calls);

    first.close();
    assertEquals(List.of("subscribe chat"), broker.calls);
    second.close();
    second.close();
    assertEquals(List.of("subscribe chat", "unsubscribe chat"), broker.calls);
  }

  @Test
  void deliver_listenerThrows_othersAndLaterMessagesAreNotDisturbed() {
    Topic<String> topic = topics.builder("chat", Codec.utf8()).build();
    topic.subscribe(
        message -> {
          throw new IllegalStateException("theirs");
        });
    topic.subscribe(message -> got.add(message.payload()));

    broker.push("chat", "a");
    broker.push("chat", "b");
    runUserTasks();

    assertEquals(List.of("a", "b"), got);
  }

  @Test
  void deliver_payloadThatTheCodecRefuses_isSkipped() {
    Topic<String> topic = topics.builder("chat", Codec.utf8()).build();
    topic.subscribe(message -> got.add(message.payload()));

    broker.push("chat", new byte[] {(byte) 0xFF});
    broker.push("chat", "b");
    runUserTasks();

    assertEquals(List.of("b"), got);
  }

  @Test
  void gap_reconnected_standsAtItsPlaceAmongTheMessages() {
    Topic<String> topic = topics.builder("chat", Codec.utf8()).build();
    topic.subscribe(message -> got.add(message.payload()), gap -> got.add(gap.name()));

    broker.push("chat", "a");
    broker.gap("chat");
    broker.gap("chat");
    broker.push("chat", "b");
    runUserTasks();

    assertEquals(List.of("a", "RECONNECTED", "b"), got);
  }

  @Test
  void offer_queueIsFull_newestAreDroppedAndReportedOnce() {
    Topic<String> topic = topics.builder("chat", Codec.utf8()).queueSize(2).build();
    Subscription subscription =
        topic.subscribe(message -> got.add(message.payload()), gap -> got.add(gap.name()));

    for (String message : List.of("a", "b", "c", "d")) {
      broker.push("chat", message);
    }
    runUserTasks();
    broker.push("chat", "e");
    runUserTasks();

    assertEquals(List.of("a", "b", "OVERFLOW", "e"), got);
    assertEquals(2, subscription.dropped());
  }

  @Test
  void close_withMessagesWaiting_deliversNoMore() {
    Topic<String> topic = topics.builder("chat", Codec.utf8()).build();
    Subscription subscription = topic.subscribe(message -> got.add(message.payload()));
    broker.push("chat", "a");

    subscription.close();
    runUserTasks();

    assertEquals(List.of(), got);
  }

  @Test
  void ready_serverConfirms_completes() {
    Topic<String> topic = topics.builder("chat", Codec.utf8()).build();
    Subscription subscription = topic.subscribe(message -> {});
    CompletableFuture<?> ready = subscription.ready().toCompletableFuture();

    runUserTasks();
    assertEquals(false, ready.isDone());
    broker.confirmed.complete(null);
    runUserTasks();

    assertTrue(ready.isDone());
  }

  @Test
  void deliver_noThreadIsFree_goesOnWhenThereIsOne() {
    ArrayDeque<Runnable> delayed = new ArrayDeque<>();
    boolean[] busy = {true};
    TimeSource time =
        new TimeSource() {
          @Override
          public long nanoTime() {
            return 0;
          }

          @Override
          public Timer schedule(Duration delay, Runnable task) {
            delayed.add(task);
            return () -> delayed.remove(task);
          }
        };
    Topics pressed =
        Topics.over(
            broker,
            new Environment(
                time,
                new Random(1),
                task -> {
                  if (busy[0]) {
                    throw new RejectedExecutionException("busy");
                  }
                  task.run();
                }));
    pressed.builder("chat", Codec.utf8()).build().subscribe(m -> got.add(m.payload()));

    broker.push("chat", "a");
    assertEquals(List.of(), got);
    busy[0] = false;
    delayed.remove().run();

    assertEquals(List.of("a"), got);
  }

  @Test
  void publish_tooLarge_isRefused() {
    Topic<byte[]> topic = topics.builder("chat", Codec.bytes()).build();

    assertThrows(
        IllegalArgumentException.class, () -> topic.publish(new byte[Topic.MAX_MESSAGE_BYTES + 1]));
  }

  @Test
  void builder_nameOutsideItsLimits_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> topics.builder("", Codec.utf8()));
    assertThrows(
        IllegalArgumentException.class, () -> topics.builder("x".repeat(513), Codec.utf8()));
  }

  @Test
  void subscribe_afterClose_isRefused() {
    Topic<String> topic = topics.builder("chat", Codec.utf8()).build();
    topics.close();

    assertThrows(IllegalStateException.class, () -> topic.subscribe(message -> {}));
  }

  private void runUserTasks() {
    for (Runnable task = userTasks.poll(); task != null; task = userTasks.poll()) {
      task.run();
    }
  }

  /** A broker whose messages and confirmations come when the test sends them. */
  private static final class HandBroker implements Broker {
    final List<String> calls = new ArrayList<>();
    final CompletableFuture<@Nullable Void> confirmed = new CompletableFuture<>();
    private final Map<String, Receiver> receivers = new HashMap<>();

    void push(String channel, String text) {
      push(channel, text.getBytes(StandardCharsets.UTF_8));
    }

    void push(String channel, byte[] payload) {
      Objects.requireNonNull(receivers.get(channel)).message(payload);
    }

    void gap(String channel) {
      Objects.requireNonNull(receivers.get(channel)).gap();
    }

    @Override
    public CompletionStage<Long> publish(String channel, byte[] payload) {
      return CompletableFuture.completedFuture(0L);
    }

    @Override
    public CompletionStage<@Nullable Void> subscribe(String channel, Receiver receiver) {
      calls.add("subscribe " + channel);
      receivers.put(channel, receiver);
      return confirmed;
    }

    @Override
    public CompletionStage<@Nullable Void> unsubscribe(String channel) {
      calls.add("unsubscribe " + channel);
      receivers.remove(channel);
      return CompletableFuture.completedFuture(null);
    }
  }
}
