package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.BackendException;
import dev.aside.embedded.RedisProcess;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.testkit.RespClient;
import dev.aside.topic.History;
import dev.aside.topic.Message;
import dev.aside.topic.Position;
import dev.aside.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics with history on a real server that is cut off, killed, and replaced by a stale copy. */
@Timeout(90)
class HistoryRecoveryTest {
  private static final String GAP = "NOT_RECOVERED";

  @TempDir Path folder;

  private RedisProcess server;

  @BeforeEach
  void startServer() {
    server = RedisProcess.start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void reset_manyTimesWhileOthersPublish_everyMessageComesOnceAndInOrder() {
    try (ChaosProxy proxy = ChaosProxy.to(server.port());
        Aside listening = available("redis://127.0.0.1:" + proxy.port());
        Aside publishing = available(server.uri())) {
      Listener first = Listener.of(room(listening));
      Listener second = Listener.of(room(listening));
      Topic<String> room = room(publishing);
      List<String> all = new ArrayList<>();

      for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 50; i++) {
          String text = round + "." + i;
          all.add(text);
          room.publish(text);
          if (i == 25) {
            proxy.resetAll();
          }
        }
      }

      first.await("9.49");
      second.await("9.49");
      assertEquals(all, first.told);
      assertEquals(all, second.told);
    }
  }

  @Test
  void cut_nothingIsPublishedLater_whatWasMissedComesAtTheReconnection() {
    try (ChaosProxy proxy = ChaosProxy.to(server.port());
        Aside listening = available("redis://127.0.0.1:" + proxy.port());
        Aside publishing = available(server.uri())) {
      Listener listener = Listener.of(room(listening));
      proxy.refuse(true);
      proxy.resetAll();
      publish(publishing, "missed");

      proxy.refuse(false);

      listener.await("missed");
      assertEquals(List.of("missed"), listener.told);
    }
  }

  @Test
  void cut_longerThanTheHistory_gapIsToldThenTheRest() {
    try (ChaosProxy proxy = ChaosProxy.to(server.port());
        Aside listening = available("redis://127.0.0.1:" + proxy.port());
        Aside publishing = available(server.uri())) {
      Listener listener = Listener.of(brief(listening));
      brief(publishing).publish("before");
      listener.await("before");
      proxy.refuse(true);
      proxy.resetAll();
      IntStream.range(0, 5).forEach(i -> brief(publishing).publish("m" + i));

      proxy.refuse(false);

      listener.await("m4");
      assertEquals(List.of("before", GAP, "m3", "m4"), listener.told);
    }
  }

  @Test
  void resume_onAnotherProcess_goesOnAfterThePosition() {
    try (Aside one = available(server.uri());
        Aside other = available(server.uri())) {
      Listener listener = Listener.of(room(one));
      publish(one, "a", "b");
      listener.await("b");
      String position = listener.last().toString();
      publish(other, "c", "d");

      Listener resumed = Listener.from(Position.parse(position), room(other));
      publish(one, "e");

      resumed.await("e");
      assertEquals(List.of("c", "d", "e"), resumed.told);
    }
  }

  @Test
  void restart_withoutData_gapIsToldAndNumbersAreOfANewEpoch() {
    int port = server.port();
    try (Aside aside = available(server.uri())) {
      Listener listener = Listener.of(room(aside));
      publish(aside, "a", "b");
      listener.await("b");
      Position before = listener.last();

      server.kill();
      server = RedisProcess.builder().port(port).start();
      publishWhenItCan(aside, "c");

      listener.await("c");
      assertEquals(List.of("a", "b", GAP, "c"), listener.told);
      assertNotEquals(before.epoch(), listener.last().epoch());
    }
  }

  @Test
  void restart_withItsData_isToldSinceNobodyKnowsWhatWasLostAndHistoryStays() {
    server.close();
    server = onDisk(server.port());
    try (Aside aside = available(server.uri())) {
      Listener listener = Listener.of(room(aside));
      publish(aside, "a", "b");
      listener.await("b");
      Position before = listener.last();

      server.kill();
      server = onDisk(server.port());
      publishWhenItCan(aside, "c");

      listener.await("c");
      assertEquals(List.of("a", "b", GAP, "c"), listener.told);
      assertEquals(3, listener.last().offset());
      assertNotEquals(before.epoch(), listener.last().epoch());
      assertEquals(List.of("a", "b", "c"), texts(room(aside).history(10)));
      Listener late = Listener.from(before, room(aside));
      late.await("c");
      assertEquals(List.of(GAP, "c"), late.told);
    }
  }

  @Test
  void failover_toACopyThatLacksTheNewest_numbersAreNotUsedAgainAndEveryoneIsTold() {
    int port = server.port();
    server.close();
    server = copyAt(port);
    try (Aside listening = available(server.uri());
        Aside publishing = available(server.uri())) {
      Listener listener = Listener.of(room(listening));
      publish(publishing, "1", "2", "3");
      listener.await("3");
      takeCopy();
      publish(publishing, "lost 4", "lost 5");
      listener.await("lost 5");
      Position lost = listener.last();

      server.kill();
      server = copyAt(port);
      publishWhenItCan(publishing, "4");
      publish(publishing, "5", "6");

      listener.await("6");
      assertEquals(List.of("1", "2", "3", "lost 4", "lost 5", GAP, "4", "5", "6"), listener.told);
      assertNotEquals(lost.epoch(), listener.last().epoch());
      Listener late = Listener.from(lost, room(publishing));
      late.await("6");
      assertEquals(List.of(GAP, "4", "5", "6"), late.told);
      History<String> after = Await.result(room(publishing).historyAsync(lost, 10));
      assertEquals(false, after.isComplete());
    }
  }

  @Test
  void publish_replyIsLost_sameKeyAgainPublishesOnce() {
    try (ChaosProxy proxy = ChaosProxy.to(server.port());
        Aside publishing = available("redis://127.0.0.1:" + proxy.port());
        Aside listening = available(server.uri())) {
      Topic<String> room = room(publishing);
      room.publish("first"); // the script is known to the server from here on
      Listener listener = Listener.from(Position.oldest(), room(listening));
      proxy.hold(Direction.TO_CLIENT);
      var unanswered = room.publishAsync("once", "key-1");
      listener.await("once");
      proxy.resetAll();
      proxy.heal();
      Await.failure(unanswered);

      Await.until("it is published", () -> canPublish(room, "once", "key-1"));
      room.publish("last");

      listener.await("last");
      assertEquals(List.of("first", "once", "last"), listener.told);
    }
  }

  @Test
  void subscribe_manyCome_thereIsOneReadingAtTheServerForAHole() {
    try (ChaosProxy proxy = ChaosProxy.to(server.port());
        Aside listening = available("redis://127.0.0.1:" + proxy.port());
        Aside publishing = available(server.uri());
        RespClient client = RespClient.connect(server.port())) {
      List<Listener> listeners =
          IntStream.range(0, 100).mapToObj(i -> Listener.of(room(listening))).toList();
      publish(publishing, "a");
      listeners.forEach(listener -> listener.await("a"));
      client.command("CONFIG", "RESETSTAT");
      proxy.refuse(true);
      proxy.resetAll();
      publish(publishing, "missed");

      proxy.refuse(false);
      listeners.forEach(listener -> listener.await("missed"));

      byte[] info = (byte[]) Objects.requireNonNull(client.command("INFO", "commandstats"));
      String stats = new String(info, StandardCharsets.UTF_8);
      assertTrue(stats.contains("cmdstat_xrange:calls=1,"), stats);
    }
  }

  /** What the disk holds now is what a replica would that is a little behind. */
  private void takeCopy() {
    try (RespClient client = RespClient.connect(server.port())) {
      client.command("SAVE");
    }
  }

  private RedisProcess copyAt(int port) {
    return RedisProcess.builder().port(port).dataDirectory(folder).start();
  }

  private RedisProcess onDisk(int port) {
    return RedisProcess.builder()
        .port(port)
        .dataDirectory(folder)
        .arguments("--appendonly", "yes", "--appendfsync", "always")
        .start();
  }

  private static Aside available(String uri) {
    Aside aside = Aside.connect(uri);
    Await.until("Redis is there", () -> aside.health().live());
    return aside;
  }

  private static Topic<String> room(Aside aside) {
    return aside.topic("room:lobby", String.class).history(1_000, Duration.ofHours(1)).build();
  }

  /** Keeps two messages. */
  private static Topic<String> brief(Aside aside) {
    return aside.topic("room:brief", String.class).history(2, Duration.ofHours(1)).build();
  }

  private static void publish(Aside aside, String... texts) {
    for (String text : texts) {
      room(aside).publish(text);
    }
  }

  private static void publishWhenItCan(Aside aside, String text) {
    Await.until("it is published", () -> canPublish(room(aside), text, "try of " + text));
  }

  private static boolean canPublish(Topic<String> room, String text, String key) {
    try {
      room.publish(text, key);
      return true;
    } catch (BackendException e) {
      return false;
    }
  }

  private static List<String> texts(List<Message<String>> messages) {
    return messages.stream().map(Message::payload).toList();
  }
}
