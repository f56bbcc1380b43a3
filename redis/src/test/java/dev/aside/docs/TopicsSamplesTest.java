package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aside.Aside;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import dev.aside.topic.Gap;
import dev.aside.topic.Subscription;
import dev.aside.topic.Topic;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code topics.md}. */
final class TopicsSamplesTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  @Test
  void publish_listener_hears() {
    try (Aside aside = Aside.connect(redis.uri())) {
      // region topic
      Topic<String> chat = aside.topic("chat_channel", String.class).build();

      Subscription subscription = chat.subscribe(message -> heard.add(message.payload()));
      // endregion
      // region ready
      subscription.ready().thenRun(() -> System.out.println("listening"));
      // endregion
      Await.result(subscription.ready());
      Await.until("Redis is there", () -> aside.health().live());
      // region publish
      chat.publish("hello"); // waits until Redis has it
      chat.publishAsync("hello again"); // does not wait
      // endregion
      Await.until("both arrive", () -> List.copyOf(heard).equals(List.of("hello", "hello again")));
      // region close
      subscription.close();
      // endregion
    }
  }

  @Test
  void anyClient_takesPart() {
    try (Aside aside = Aside.connect(redis.uri());
        RespClient other = redis.client()) {
      Topic<String> chat = aside.topic("chat_channel", String.class).build();
      Await.result(chat.subscribe(message -> heard.add(message.payload())).ready());
      other.command("PUBLISH", "chat_channel", "নমস্কার");

      Await.until("it arrives", () -> heard.contains("নমস্কার"));
    }
  }

  @Test
  void json_message_isTyped() {
    Queue<User> moved = new ConcurrentLinkedQueue<>();
    try (Aside aside = Aside.connect(redis.uri())) {
      // region json
      Topic<User> moves = aside.topic("moves", User.class).build();
      moves.subscribe(message -> moved.add(message.payload()));
      // endregion
      Await.result(moves.subscribe(message -> {}).ready());
      Await.until("Redis is there", () -> aside.health().live());
      moves.publish(new User("42", "Satyendra", "Dhaka"));
      Await.until("it arrives", () -> moved.size() == 1);
    }
  }

  @Test
  void gap_afterRestart_isTold() {
    Queue<Gap> gaps = new ConcurrentLinkedQueue<>();
    try (Aside aside = Aside.connect(redis.uri())) {
      Topic<String> chat = aside.topic("chat_channel", String.class).queueSize(1_000).build();
      // region gap
      // RECONNECTED or OVERFLOW: messages may be missing here; fetch what you need again
      Subscription subscription =
          chat.subscribe(message -> heard.add(message.payload()), gap -> gaps.add(gap));
      // endregion
      Await.result(subscription.ready());
      redis.restart();
      Await.until("the gap is told", () -> gaps.contains(Gap.RECONNECTED));
      // region dropped
      long dropped = subscription.dropped();
      // endregion
      assertEquals(0, dropped);
    }
  }
}
