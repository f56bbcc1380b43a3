package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aside.Aside;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.topic.Gap;
import dev.aside.topic.History;
import dev.aside.topic.Message;
import dev.aside.topic.Position;
import dev.aside.topic.Subscription;
import dev.aside.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code realtime.md}. */
final class RealtimeSamplesTest {
  @RegisterExtension final RedisExtension redis = RedisExtension.create();

  private final Queue<String> shown = new ConcurrentLinkedQueue<>();
  private Aside aside;

  @BeforeEach
  void connect() {
    aside = Aside.connect(redis.uri());
    Await.until("Redis is there", () -> aside.health().live());
  }

  @AfterEach
  void disconnect() {
    aside.close();
  }

  @Test
  void history_publishAndComeBack_nothingIsMissed() {
    // region topic
    Topic<String> room =
        aside.topic("room:lobby", String.class).history(100, Duration.ofHours(1)).build();

    Position first = room.publish("hello"); // such as 4f1d0c55b6a7e893:1
    // endregion
    // region subscribe
    AtomicReference<Position> seen = new AtomicReference<>(first);
    Subscription subscription =
        room.subscribe(
            message -> {
              shown.add(message.payload());
              seen.set(message.position());
            });
    // endregion
    Await.result(subscription.ready());
    room.publish("how are you?");
    Await.until("it is shown", () -> shown.contains("how are you?"));
    subscription.close();
    room.publish("anybody there?");
    String saved = String.valueOf(seen.get());
    // region resume
    Position last = Position.parse(saved); // as text it was position.toString()

    room.subscribe(last, message -> shown.add(message.payload()));
    // endregion
    Await.until("it is shown", () -> shown.contains("anybody there?"));
    assertEquals(List.of("how are you?", "anybody there?"), List.copyOf(shown));
  }

  @Test
  void history_messages_areRead() {
    Topic<String> room = room();
    room.publish("one");
    room.publish("two");
    // region history
    List<Message<String>> newest = room.history(20); // oldest first

    room.subscribe(Position.oldest(), message -> shown.add(message.payload())); // and what comes
    // endregion
    Position position = newest.get(0).position();
    // region page
    CompletionStage<History<String>> page = room.historyAsync(position, 20); // what came after it
    // endregion
    Await.until("all is shown", () -> List.copyOf(shown).equals(List.of("one", "two")));
    assertEquals("one", newest.get(0).payload());
    History<String> read = Await.result(page);
    assertEquals(true, read.isComplete());
    assertEquals("two", read.messages().get(0).payload());
  }

  @Test
  void publish_again_isOnce() {
    Topic<String> room = room();
    String orderId = "4711";
    // region once
    Position place = room.publish("order 4711 is on its way", "shipped-" + orderId);
    Position same = room.publish("order 4711 is on its way", "shipped-" + orderId);
    // endregion
    assertEquals(place, same);
    assertEquals(1, room.history(10).size());
  }

  @Test
  void gap_redisIsEmptied_isTold() {
    Topic<String> room = room();
    Queue<Gap> gaps = new ConcurrentLinkedQueue<>();
    room.publish("hello");
    // region gap
    Subscription subscription =
        room.subscribe(
            Position.oldest(),
            message -> shown.add(message.payload()),
            gap -> gaps.add(gap)); // NOT_RECOVERED: fetch anew what you build on
    // endregion
    Await.result(subscription.ready());
    Await.until("it is shown", () -> shown.contains("hello"));

    redis.restart();
    Await.until("Redis is there", () -> aside.health().live());
    room.publish("hello again");

    Await.until("the gap is told", () -> gaps.contains(Gap.NOT_RECOVERED));
    Await.until("it is shown", () -> shown.contains("hello again"));
  }

  private Topic<String> room() {
    return aside.topic("room:lobby", String.class).history(100, Duration.ofHours(1)).build();
  }
}
