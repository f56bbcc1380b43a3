package dev.aside.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Codec;
import dev.aside.spi.Broker;
import dev.aside.spi.Environment;
import dev.aside.spi.MessageLog.Place;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One thread: listeners, timers and the server's answers come when the test says so. */
final class HistoryTopicTest {
  private final ArrayDeque<Runnable> userTasks = new ArrayDeque<>();
  private final ArrayDeque<Runnable> timers = new ArrayDeque<>();
  private final HandLog log = new HandLog();
  private final TimeSource time =
      new TimeSource() {
        @Override
        public long nanoTime() {
          return 0;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
          timers.add(task);
          return () -> timers.remove(task);
        }
      };
  private final Topics topics =
      Topics.over(new NoBroker(), log, new Environment(time, new Random(1), userTasks::add));
  private final Topic<String> topic =
      topics.builder("room", Codec.utf8()).history(100, Duration.ofHours(1)).build();
  private final List<String> got = new ArrayList<>();

  @Test
  void subscribe_messages_arriveWithTheirPositions() {
    subscribeLive();

    log.publishAndDeliver("a", "b");
    settle();

    assertEquals(List.of("a@e:1", "b@e:2"), got);
    assertEquals(List.of("newest 0"), log.calls);
  }

  @Test
  void ready_baseIsKnown_completes() {
    CompletableFuture<?> ready = subscribe().ready().toCompletableFuture();
    log.confirm();
    runUserTasks();
    assertFalse(ready.isDone());

    log.answer();
    runUserTasks();

    assertTrue(ready.isDone());
  }

  @Test
  void receive_whileTheBaseIsRead_neitherMissesNorRepeats() {
    log.publish("old");
    subscribe();
    log.confirm();
    Place covered = log.publish("a");
    log.deliver(covered);
    log.answer();
    log.publishAndDeliver("b");
    settle();

    assertEquals(List.of("b@e:3"), got, "what was published before it was ready is not promised");
  }

  @Test
  void receive_hole_isReadOnceForAllSubscribers() {
    subscribeLive();
    topic.subscribe(message -> got.add("second " + message.payload()));
    log.publishAndDeliver("a");
    log.publish("lost");
    Place third = log.publish("c");
    log.calls.clear();

    log.deliver(third);
    log.publishAndDeliver("d");
    settle();

    assertEquals(List.of("check e:1"), log.calls);
    assertEquals(
        List.of("a@e:1", "lost@e:2", "c@e:3", "d@e:4"),
        got.stream().filter(each -> !each.startsWith("second")).toList());
    assertEquals(
        List.of("second a", "second lost", "second c", "second d"),
        got.stream().filter(each -> each.startsWith("second")).toList());
  }

  @Test
  void gap_theNewestWereMissed_areReadAtOnce() {
    subscribeLive();
    log.publishAndDeliver("a");
    log.publish("missed");

    log.reconnect();
    settle();

    assertEquals(List.of("a@e:1", "missed@e:2"), got);
  }

  @Test
  void gap_nothingWasMissed_isNotReported() {
    subscribeLive();
    log.publishAndDeliver("a");

    log.reconnect();
    settle();

    assertEquals(List.of("a@e:1"), got);
  }

  @Test
  void gap_missedIsNoLongerKept_isReportedInItsPlace() {
    subscribeLive();
    log.publishAndDeliver("a");
    log.publish("b");
    log.publish("c");
    log.trimTo(1);

    log.reconnect();
    settle();

    assertEquals(List.of("a@e:1", "NOT_RECOVERED", "c@e:3"), got);
  }

  @Test
  void gap_serverHasLostMessages_isReportedAndNumbersOfTheNewEpochArrive() {
    subscribeLive();
    log.publishAndDeliver("a", "b", "c");
    log.lose(2);

    log.reconnect();
    settle();
    log.publishAndDeliver("d");
    settle();

    assertEquals(List.of("a@e:1", "b@e:2", "c@e:3", "NOT_RECOVERED", "d@e':2"), got);
  }

  @Test
  void receive_anotherEpochWithoutWarning_isReadFromTheLog() {
    subscribeLive();
    log.publishAndDeliver("a", "b");
    log.lose(1);
    Place second = log.publish("c");
    log.publish("d");

    log.deliver(second);
    settle();

    assertEquals(List.of("a@e:1", "b@e:2", "NOT_RECOVERED", "d@e':3"), got);
  }

  @Test
  void receive_moreThanAPage_isReadPageByPage() {
    subscribeLive();
    log.publishAndDeliver("first");
    for (int i = 0; i < 2 * LogChannel.PAGE; i++) {
      log.publish("m" + i);
    }

    log.reconnect();
    settle();

    assertEquals(1 + 2 * LogChannel.PAGE, got.size());
    assertEquals("m511@e:513", got.get(got.size() - 1));
  }

  @Test
  void read_fails_isTriedAgain() {
    subscribeLive();
    log.publishAndDeliver("a");
    log.publish("missed");
    log.failReadings(true);
    log.reconnect();
    settle();
    assertEquals(List.of("a@e:1"), got);

    log.failReadings(false);
    runTimers();
    settle();

    assertEquals(List.of("a@e:1", "missed@e:2"), got);
  }

  @Test
  void check_newestWasMissedAndNoneFollows_isFound() {
    subscribeLive();
    log.publish("missed");

    runTimers();
    settle();

    assertEquals(List.of("missed@e:1"), got);
  }

  @Test
  void check_nothingWasMissed_changesNothing() {
    subscribeLive();
    log.publishAndDeliver("a");
    log.calls.clear();

    runTimers();
    log.publishAndDeliver("b");
    settle();

    assertEquals(List.of("check e:1"), log.calls);
    assertEquals(List.of("a@e:1", "b@e:2"), got);
  }

  @Test
  void held_moreThanThereIsRoomFor_isReadAgain() {
    subscribeLive();
    log.publishAndDeliver("first");
    log.reconnect(); // a page is on its way
    for (int i = 0; i < Held.MAX_MESSAGES + 10; i++) {
      log.publishAndDeliver("m" + i);
    }

    settle();

    assertEquals(1 + Held.MAX_MESSAGES + 10, got.size());
    assertEquals(got.stream().distinct().toList(), got);
  }

  @Test
  void subscribeFrom_position_isHistoryThenLive() {
    log.publish("a");
    log.publish("b");
    log.publish("c");
    subscribeFrom(Position.of("e", 1));
    log.confirm();
    settle();

    log.publishAndDeliver("d");
    settle();

    assertEquals(List.of("b@e:2", "c@e:3", "d@e:4"), got);
  }

  @Test
  void subscribeFrom_messagesComeWhileHistoryIsRead_noneIsMissedOrRepeated() {
    log.publish("a");
    subscribeFrom(Position.of("e", 0));
    log.confirm();
    log.answer(); // the base; now the history is asked for
    runUserTasks();
    log.publishAndDeliver("b", "c");
    settle();
    log.publishAndDeliver("d");
    settle();

    assertEquals(List.of("a@e:1", "b@e:2", "c@e:3", "d@e:4"), got);
  }

  @Test
  void subscribeFrom_oldest_isEverythingThatIsKept() {
    log.publish("a");
    log.publish("b");
    log.trimTo(1);
    subscribeFrom(Position.oldest());
    log.confirm();
    settle();

    assertEquals(List.of("b@e:2"), got);
  }

  @Test
  void subscribeFrom_noLongerKept_isReportedFirst() {
    log.publish("a");
    log.publish("b");
    log.publish("c");
    log.trimTo(1);
    subscribeFrom(Position.of("e", 1));
    log.confirm();
    settle();

    assertEquals(List.of("NOT_RECOVERED", "c@e:3"), got);
  }

  @Test
  void subscribeFrom_anotherEpoch_isReportedFirst() {
    log.publish("a");
    subscribeFrom(Position.of("elsewhere", 1));
    log.confirm();
    settle();
    log.publishAndDeliver("b");
    settle();

    assertEquals(List.of("NOT_RECOVERED", "b@e:2"), got);
  }

  @Test
  void offer_listenerIsSlow_restIsReadFromTheHistory() {
    Topic<String> narrow =
        topics.builder("room", Codec.utf8()).history(100, Duration.ofHours(1)).queueSize(2).build();
    narrow.subscribe(this::record, gap -> got.add(gap.name()));
    log.confirm();
    settle();

    log.publishAndDeliver("a", "b", "c", "d", "e");
    settle();
    log.publishAndDeliver("f");
    settle();

    assertEquals(List.of("a@e:1", "b@e:2", "c@e:3", "d@e:4", "e@e:5", "f@e:6"), got);
  }

  @Test
  void reconnect_slowListenerHasReadAhead_hearsNothingTwice() {
    Topic<String> narrow =
        topics.builder("room", Codec.utf8()).history(100, Duration.ofHours(1)).queueSize(2).build();
    narrow.subscribe(this::record, gap -> got.add(gap.name()));
    log.confirm();
    settle();
    log.publishAndDeliver("a", "b", "c"); // one does not fit, so the rest is read
    log.publish("d"); // is kept, and has not come in

    settle();
    assertEquals(List.of("a@e:1", "b@e:2", "c@e:3", "d@e:4"), got);
    log.reconnect();
    settle();
    log.publishAndDeliver("e");
    settle();

    assertEquals(List.of("a@e:1", "b@e:2", "c@e:3", "d@e:4", "e@e:5"), got);
  }

  @Test
  void close_notYetConfirmed_failsWhoWaitsForIt() {
    Subscription subscription = subscribe();

    subscription.close();

    assertTrue(subscription.ready().toCompletableFuture().isCompletedExceptionally());
  }

  @Test
  void close_lastSubscriber_unsubscribesAndHearsNothing() {
    Subscription first = subscribeLive();
    Subscription second = topic.subscribe(message -> {});

    first.close();
    assertTrue(log.isSubscribed());
    second.close();
    second.close();

    assertFalse(log.isSubscribed());
    assertTrue(timers.isEmpty(), "nothing is left behind");
  }

  @Test
  void position_asText_isReadBack() {
    Position position = Position.of("4f1d-0c_5", 17);

    assertEquals("4f1d-0c_5:17", position.toString());
    assertEquals(position, Position.parse("4f1d-0c_5:17"));
    for (String bad :
        List.of("", ":", "e", "e:", ":1", "e:-1", "e:x", "e f:1", "e:99999999999999999")) {
      assertThrows(IllegalArgumentException.class, () -> Position.parse(bad), bad);
    }
  }

  @Test
  void settings_outsideTheirLimits_areRefused() {
    TopicBuilder<String> builder = topics.builder("room", Codec.utf8());
    Duration hour = Duration.ofHours(1);

    assertThrows(IllegalArgumentException.class, () -> builder.history(0, hour));
    assertThrows(IllegalArgumentException.class, () -> builder.history(100_001, hour));
    assertThrows(IllegalArgumentException.class, () -> builder.history(1, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.history(1, Duration.ofDays(31)));
    assertThrows(
        IllegalArgumentException.class, () -> builder.idempotencyWindow(Duration.ofDays(2)));
    assertThrows(IllegalArgumentException.class, () -> topic.publish("a", ""));
    assertThrows(IllegalArgumentException.class, () -> topic.publish("a", "k".repeat(257)));
    assertThrows(IllegalArgumentException.class, () -> topic.history(-1));
    assertThrows(
        IllegalArgumentException.class, () -> topic.subscribe(Position.none(), message -> {}));
  }

  @Test
  void plainTopic_whatNeedsHistory_isRefused() {
    Topic<String> plain = topics.builder("chat", Codec.utf8()).build();

    assertThrows(UnsupportedOperationException.class, () -> plain.history(1));
    assertThrows(UnsupportedOperationException.class, () -> plain.publish("a", "key"));
    assertThrows(
        UnsupportedOperationException.class,
        () -> plain.subscribe(Position.oldest(), message -> {}));
  }

  private Subscription subscribeLive() {
    Subscription subscription = subscribe();
    log.confirm();
    settle();
    return subscription;
  }

  private Subscription subscribe() {
    return topic.subscribe(this::record, gap -> got.add(gap.name()));
  }

  private void subscribeFrom(Position from) {
    topic.subscribe(from, this::record, gap -> got.add(gap.name()));
  }

  private void record(Message<String> message) {
    got.add(message.payload() + "@" + message.position());
  }

  /** Until nothing is left to do but what waits for its time. */
  private void settle() {
    int before;
    do {
      before = log.calls.size() + got.size();
      log.answer();
      runUserTasks();
    } while (before != log.calls.size() + got.size());
  }

  private void runTimers() {
    List<Runnable> due = List.copyOf(timers);
    timers.clear();
    due.forEach(Runnable::run);
  }

  private void runUserTasks() {
    for (Runnable task = userTasks.poll(); task != null; task = userTasks.poll()) {
      task.run();
    }
  }

  /** Topics with history need none. */
  private static final class NoBroker implements Broker {
    @Override
    public CompletionStage<Long> publish(String channel, byte[] payload) {
      throw new UnsupportedOperationException("no plain topics here");
    }

    @Override
    public CompletionStage<@Nullable Void> subscribe(String channel, Receiver receiver) {
      throw new UnsupportedOperationException("no plain topics here");
    }

    @Override
    public CompletionStage<@Nullable Void> unsubscribe(String channel) {
      throw new UnsupportedOperationException("no plain topics here");
    }
  }
}
