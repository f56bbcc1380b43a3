package dev.aside.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aside.Aside;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many speak while listeners come, go, fall behind and come back. */
@Timeout(60)
final class HistoryTopicThreadsTest {
  private static final int SPEAKERS = 3;
  private static final int LISTENERS = 4;
  private static final int EACH = 1_000;
  private static final int ALL = SPEAKERS * EACH;
  private static final int BEFORE_LEAVING = 37;

  @Test
  void resume_againAndAgainWhileOthersPublish_eachMessageComesOnceAndInOrder()
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(SPEAKERS + LISTENERS);
    try (Aside aside = Aside.connect("memory:")) {
      Topic<String> topic =
          aside
              .topic("room", String.class)
              .history(ALL, Duration.ofHours(1))
              .queueSize(8) // they are often behind
              .build();
      List<Future<?>> speaking = new ArrayList<>();
      List<Future<List<Long>>> listening = new ArrayList<>();
      for (int i = 0; i < LISTENERS; i++) {
        listening.add(threads.submit(() -> listenToAll(topic)));
      }
      for (int i = 0; i < SPEAKERS; i++) {
        speaking.add(threads.submit(() -> speak(topic)));
      }

      for (Future<?> each : speaking) {
        each.get();
      }
      for (Future<List<Long>> heard : listening) {
        assertEquals(LongStream.rangeClosed(1, ALL).boxed().toList(), heard.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void speak(Topic<String> topic) {
    for (int i = 0; i < EACH; i++) {
      topic.publish("message");
    }
  }

  /** Leaves after some messages and comes back, until it has heard them all. */
  private static List<Long> listenToAll(Topic<String> topic) throws InterruptedException {
    List<Long> heard = new ArrayList<>();
    Position last = Position.oldest();
    while (heard.size() < ALL) {
      Visit visit = new Visit(Math.min(BEFORE_LEAVING, ALL - heard.size()));
      Subscription subscription = topic.subscribe(last, visit::hear, visit::gap);
      visit.enough.acquire();
      subscription.close();
      heard.addAll(visit.offsets);
      last = visit.last;
    }
    return heard;
  }

  /** What one subscription brings; its fields are read when enough has come. */
  private static final class Visit {
    final Semaphore enough = new Semaphore(0);
    final List<Long> offsets = new ArrayList<>();
    Position last = Position.none();
    private final int most;

    Visit(int most) {
      this.most = most;
    }

    void hear(Message<String> message) {
      if (offsets.size() < most) {
        last = message.position();
        offsets.add(last.offset());
        if (offsets.size() == most) {
          enough.release();
        }
      }
    }

    void gap(Gap gap) {
      offsets.add(-1L); // shows in the comparison
    }
  }
}
