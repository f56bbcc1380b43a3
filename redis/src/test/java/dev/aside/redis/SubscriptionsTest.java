package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.RecordingReceiver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionsTest {
  private final Subscriptions subscriptions = new Subscriptions();
  private final RecordingReceiver receiver = RecordingReceiver.create();
  private Server server = new Server();

  @Test
  void add_connected_isConfirmedByTheServer() {
    subscriptions.up(server);

    CompletableFuture<?> confirmed = subscriptions.add("chat", receiver);
    assertEquals(List.of("SUBSCRIBE chat"), server.sent);
    assertFalse(confirmed.isDone());

    server.confirmAll();
    assertTrue(confirmed.isDone());
    assertEquals(0, receiver.gaps());
  }

  @Test
  void add_notConnected_isSentWithTheConnection() {
    CompletableFuture<?> confirmed = subscriptions.add("chat", receiver);
    assertFalse(confirmed.isDone());

    subscriptions.up(server);
    server.confirmAll();

    assertTrue(confirmed.isDone());
    assertEquals(0, receiver.gaps());
  }

  @Test
  void add_wanted_isRefused() {
    subscriptions.add("chat", receiver);

    assertThrows(IllegalStateException.class, () -> subscriptions.add("chat", receiver));
  }

  @Test
  void message_beforeConfirmation_isNotHandedOver() {
    subscriptions.up(server);
    subscriptions.add("chat", receiver);

    message("chat", "early");
    server.confirmAll();
    message("chat", "now");

    assertEquals(List.of("now"), receiver.texts());
  }

  @Test
  void up_again_subscribesAgainAndReportsGap() {
    connectWith("chat");
    message("chat", "before");

    reconnect();
    server.confirmAll();
    message("chat", "after");

    assertEquals(List.of("before", "after"), receiver.texts());
    assertEquals(1, receiver.gaps());
  }

  @Test
  void up_lostBeforeConfirmation_isConfirmedWithoutGap() {
    subscriptions.up(server);
    CompletableFuture<?> confirmed = subscriptions.add("chat", receiver);

    reconnect();
    server.confirmAll();

    assertTrue(confirmed.isDone());
    assertEquals(0, receiver.gaps());
  }

  @Test
  void remove_live_isGoneWhenTheServerSaysSo() {
    connectWith("chat");

    CompletableFuture<?> gone = subscriptions.remove("chat");
    message("chat", "still on its way");
    assertFalse(gone.isDone());

    server.confirmAll();
    assertTrue(gone.isDone());
    message("chat", "too late");
    assertEquals(List.of("still on its way"), receiver.texts());
  }

  @Test
  void remove_neverSent_isGoneAtOnceAndNeverConfirmed() {
    CompletableFuture<?> confirmed = subscriptions.add("chat", receiver);

    assertTrue(subscriptions.remove("chat").isDone());

    assertTrue(confirmed.isCompletedExceptionally());
    subscriptions.up(server);
    assertEquals(List.of(), server.sent);
  }

  @Test
  void remove_connectionLost_isGone() {
    connectWith("chat");
    CompletableFuture<?> gone = subscriptions.remove("chat");

    subscriptions.down();

    assertTrue(gone.isDone());
    server = new Server();
    subscriptions.up(server);
    assertEquals(List.of(), server.sent);
  }

  @Test
  void remove_twice_bothEnd() {
    connectWith("chat");

    CompletableFuture<?> first = subscriptions.remove("chat");
    CompletableFuture<?> second = subscriptions.remove("chat");
    server.confirmAll();

    assertTrue(first.isDone());
    assertTrue(second.isDone());
  }

  @Test
  void remove_thenAdd_oldIsGoneBeforeNewIsConfirmed() {
    connectWith("chat");
    RecordingReceiver young = RecordingReceiver.create();

    CompletableFuture<?> gone = subscriptions.remove("chat");
    CompletableFuture<?> confirmed = subscriptions.add("chat", young);
    assertEquals(List.of("SUBSCRIBE chat", "UNSUBSCRIBE chat"), server.sent);

    server.confirmNext();
    assertTrue(gone.isDone());
    assertFalse(confirmed.isDone());
    server.confirmNext();
    message("chat", "hello");

    assertTrue(confirmed.isDone());
    assertEquals(List.of("hello"), young.texts());
    assertEquals(List.of(), receiver.texts());
    assertEquals(0, young.gaps());
  }

  @Test
  void remove_thenAddAcrossReconnect_newIsConfirmedOnce() {
    connectWith("chat");
    RecordingReceiver young = RecordingReceiver.create();
    CompletableFuture<?> gone = subscriptions.remove("chat");
    CompletableFuture<?> confirmed = subscriptions.add("chat", young);

    reconnect();
    assertTrue(gone.isDone());
    server.confirmAll();
    message("chat", "hello");

    assertTrue(confirmed.isDone());
    assertEquals(List.of("SUBSCRIBE chat"), server.sent);
    assertEquals(List.of("hello"), young.texts());
    assertEquals(0, receiver.gaps() + young.gaps());
  }

  @Test
  void unsubscribed_byTheServerItself_subscribesAgainWithGap() {
    connectWith("chat");

    subscriptions.unsubscribed("chat");
    server.confirmAll();

    assertEquals(List.of("SUBSCRIBE chat", "SUBSCRIBE chat"), server.sent);
    assertEquals(1, receiver.gaps());
  }

  @Test
  void refused_one_othersAreConfirmedAndRetryAsksAgain() {
    subscriptions.up(server);
    CompletableFuture<?> secret = subscriptions.add("secret", receiver);
    CompletableFuture<?> open = subscriptions.add("open", RecordingReceiver.create());

    server.refuseNext();
    server.confirmAll();
    assertTrue(open.isDone());
    assertFalse(secret.isDone());
    assertTrue(subscriptions.anyRefused());

    subscriptions.retry();
    server.confirmAll();
    assertTrue(secret.isDone());
    assertFalse(subscriptions.anyRefused());
  }

  @Test
  void refused_byAnOldConnection_isIgnored() {
    subscriptions.up(server);
    CompletableFuture<?> confirmed = subscriptions.add("chat", receiver);
    Server old = server;

    reconnect();
    subscriptions.refused(old, "chat");
    server.confirmAll();

    assertTrue(confirmed.isDone());
    assertFalse(subscriptions.anyRefused());
  }

  @Test
  void up_moreChannelsThanUnderWay_allAreConfirmedInTime() {
    int count = 3 * Subscriptions.MAX_UNDER_WAY + 1;
    List<CompletableFuture<?>> confirmed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      confirmed.add(subscriptions.add("channel-" + i, receiver));
    }

    subscriptions.up(server);
    assertEquals(Subscriptions.MAX_UNDER_WAY, server.sent.size());
    server.confirmAll();

    assertEquals(count, server.sent.size());
    assertTrue(confirmed.stream().allMatch(CompletableFuture::isDone));
  }

  @Test
  void close_pending_failsAndEnds() {
    CompletableFuture<?> confirmed = subscriptions.add("chat", receiver);

    subscriptions.close();

    assertTrue(confirmed.isCompletedExceptionally());
    assertTrue(subscriptions.add("other", receiver).isCompletedExceptionally());
  }

  /** Whatever happened: once it is quiet, the server has what is wanted and nothing else. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void anything_thenQuiet_serverHasWhatIsWanted(long seed) {
    Random random = new Random(seed);
    List<String> names = IntStream.range(0, 4).mapToObj(i -> "channel-" + i).toList();
    Map<String, RecordingReceiver> wanted = new HashMap<>();
    List<CompletableFuture<?>> ends = new ArrayList<>();
    boolean connected = false;
    for (int i = 0; i < 2_000; i++) {
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(7)) {
        case 0, 1 -> {
          if (wanted.containsKey(name)) {
            ends.add(subscriptions.remove(name));
            wanted.remove(name);
          } else {
            RecordingReceiver added = RecordingReceiver.create();
            ends.add(subscriptions.add(name, added));
            wanted.put(name, added);
          }
        }
        case 2, 3 -> server.confirmNext();
        case 4 -> server.refuseNext();
        case 5 -> subscriptions.retry();
        default -> {
          if (connected) {
            subscriptions.down();
          } else {
            server = new Server();
            subscriptions.up(server);
          }
          connected = !connected;
        }
      }
    }
    if (!connected) {
      server = new Server();
      subscriptions.up(server);
    }
    server.confirmAll();
    subscriptions.retry();
    server.confirmAll();

    assertEquals(wanted.keySet(), server.subscribed());
    assertTrue(ends.stream().allMatch(CompletableFuture::isDone));
    for (String name : names) {
      message(name, "last");
    }
    wanted.forEach((name, each) -> assertEquals("last", last(each.texts())));
  }

  private void connectWith(String channel) {
    subscriptions.up(server);
    subscriptions.add(channel, receiver);
    server.confirmAll();
  }

  private void reconnect() {
    subscriptions.down();
    server = new Server();
    subscriptions.up(server);
  }

  private void message(String channel, String text) {
    subscriptions.message(channel, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String last(List<String> texts) {
    return texts.isEmpty() ? "nothing" : texts.get(texts.size() - 1);
  }

  /** Takes commands on one connection, and answers when told to. */
  private final class Server implements Subscriptions.Commands {
    final List<String> sent = new ArrayList<>();
    private final Queue<String> unanswered = new ArrayDeque<>();
    private final Map<String, Boolean> state = new HashMap<>();

    @Override
    public void subscribe(String channel) {
      send("SUBSCRIBE " + channel);
    }

    @Override
    public void unsubscribe(String channel) {
      send("UNSUBSCRIBE " + channel);
    }

    private void send(String command) {
      sent.add(command);
      unanswered.add(command);
    }

    void confirmNext() {
      String command = unanswered.poll();
      if (command == null) {
        return;
      }
      String channel = command.substring(command.indexOf(' ') + 1);
      boolean subscribe = command.startsWith("SUBSCRIBE");
      state.put(channel, subscribe);
      if (subscribe) {
        subscriptions.subscribed(channel);
      } else {
        subscriptions.unsubscribed(channel);
      }
    }

    void confirmAll() {
      while (!unanswered.isEmpty()) {
        confirmNext();
      }
    }

    void refuseNext() {
      String command = unanswered.peek();
      if (command != null && command.startsWith("SUBSCRIBE")) {
        unanswered.remove();
        subscriptions.refused(this, command.substring(command.indexOf(' ') + 1));
      }
    }

    Set<String> subscribed() {
      state.values().removeIf(subscribed -> !subscribed);
      return state.keySet();
    }
  }
}
