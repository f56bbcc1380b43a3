package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.BackendException;
import dev.aside.embedded.RedisProcess;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.topic.Gap;
import dev.aside.topic.Message;
import dev.aside.topic.Position;
import dev.aside.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Listeners in several processes while their connections are cut and held up and the server is
 * killed: what they hear is without holes and repeats, except where they were told.
 */
@Timeout(180)
class HistoryUnderFaultsTest {
  private static final int FAULTS = 40;
  private static final int BETWEEN_FAULTS = 25;

  @TempDir Path folder;

  @Test
  void cutsAndDelays_serverStaysAlive_everyListenerHearsEverythingOnceInOrderWithoutAGap() {
    Random random = new Random(6);
    try (RedisProcess server = RedisProcess.start();
        Process one = new Process(server.port());
        Process two = new Process(server.port());
        Aside speaking = available(server.uri())) {
      List<Position> published = new ArrayList<>();
      for (int i = 0; i < FAULTS; i++) {
        disturb(random.nextBoolean() ? one.proxy : two.proxy, random);
        for (int j = 0; j < BETWEEN_FAULTS; j++) {
          published.add(room(speaking).publish(i + "." + j));
        }
      }
      one.proxy.heal();
      two.proxy.heal();

      for (Process process : List.of(one, two)) {
        process.awaitLast(published.get(published.size() - 1));
        assertEquals(published, process.told);
      }
    }
  }

  @Test
  void kills_withAndWithoutData_nothingIsMissedOrRepeatedExceptWhereItIsTold() throws Exception {
    RedisProcess server = RedisProcess.start();
    int port = server.port();
    server.close();
    server = onDisk(port);
    AtomicBoolean over = new AtomicBoolean();
    List<Position> published = new CopyOnWriteArrayList<>();
    try (Process one = new Process(port);
        Process two = new Process(port);
        Aside speaking = available(server.uri())) {
      Thread speaker = new Thread(() -> speakUntil(over, speaking, published));
      speaker.start();
      for (int i = 0; i < 4; i++) {
        int before = published.size();
        Await.until("more is said", () -> published.size() >= before + 200);
        server.kill();
        server = (i % 2 == 0) ? onDisk(port) : RedisProcess.builder().port(port).start();
      }
      over.set(true);
      speaker.join();
      Position last = publishWhenItCan(speaking, "last");

      for (Process process : List.of(one, two)) {
        process.awaitLast(last);
        process.checkEachStretch();
        assertTrue(process.gaps() >= 1 && process.gaps() <= 8, "gaps: " + process.gaps());
      }
    } finally {
      over.set(true);
      server.close();
    }
  }

  private static void disturb(ChaosProxy proxy, Random random) {
    proxy.heal();
    switch (random.nextInt(4)) {
      case 0 -> proxy.resetAll();
      case 1 -> proxy.cutAfter(Direction.TO_CLIENT, random.nextInt(2_000));
      case 2 -> proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(5), Duration.ofMillis(20));
      default -> {
        proxy.resetAll();
        proxy.limit(Direction.TO_CLIENT, 20_000);
      }
    }
  }

  private static void speakUntil(AtomicBoolean over, Aside aside, List<Position> published) {
    for (int i = 0; !over.get(); i++) {
      try {
        published.add(room(aside).publish("message " + i));
      } catch (BackendException away) {
        Thread.onSpinWait(); // it fails at once while there is no connection
      }
    }
  }

  private static Position publishWhenItCan(Aside aside, String text) {
    Position[] place = {Position.none()};
    Await.until(
        "it is published",
        () -> {
          place[0] = room(aside).publish(text, "the last");
          return true;
        });
    return place[0];
  }

  private RedisProcess onDisk(int port) {
    return RedisProcess.builder()
        .port(port)
        .dataDirectory(folder)
        .arguments("--appendonly", "yes")
        .start();
  }

  private static Aside available(String uri) {
    Aside aside = Aside.connect(uri);
    Await.until("Redis is there", () -> aside.health().live());
    return aside;
  }

  private static Topic<String> room(Aside aside) {
    return aside.topic("room:lobby", String.class).history(50_000, Duration.ofHours(1)).build();
  }

  /** One process that listens, behind a proxy of its own. */
  private static final class Process implements AutoCloseable {
    final ChaosProxy proxy;
    final List<Object> told = new CopyOnWriteArrayList<>(); // Position or Gap
    private final Aside aside;

    Process(int port) {
      proxy = ChaosProxy.to(port);
      aside = available("redis://127.0.0.1:" + proxy.port());
      Await.result(room(aside).subscribe(this::hear, told::add).ready());
    }

    private void hear(Message<String> message) {
      told.add(message.position());
    }

    void awaitLast(Position last) {
      Await.until("it has heard " + last, Duration.ofSeconds(60), () -> told.contains(last));
    }

    long gaps() {
      return told.stream().filter(Gap.class::isInstance).count();
    }

    /** Between two gaps the numbers of one epoch count up by one; no place comes twice. */
    void checkEachStretch() {
      Set<Object> seen = new HashSet<>();
      Object before = null;
      for (Object each : told) {
        if (each instanceof Position now) {
          assertTrue(seen.add(now), now + " twice");
          if (before instanceof Position last) {
            assertEquals(Position.of(last.epoch(), last.offset() + 1), now);
          }
        } else {
          assertEquals(Gap.NOT_RECOVERED, each);
        }
        before = each;
      }
      assertFalse(seen.isEmpty());
    }

    @Override
    public void close() {
      aside.close();
      proxy.close();
    }
  }
}
