package dev.aside.gateway;

import dev.aside.gateway.protocol.ClientInfo;
import dev.aside.gateway.protocol.Infos;
import dev.aside.gateway.protocol.Json;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Questions to all other processes. Those that do not answer in time are taken to be gone.
 * Thread-safe.
 */
final class Surveys {
  /** How long others have to answer. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Clients in one part of an answer. */
  static final int MAX_PART = 500;

  /** Clients that one process tells of, and all together; further ones are left out. */
  static final int MAX_CLIENTS = 10_000;

  private static final String ASK = "who";
  private static final String ANSWER = "these";

  private final Control control;
  private final Hub hub;
  private final Peers peers;
  private final TimeSource time;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();

  Surveys(Control control, Hub hub, Peers peers, TimeSource time) {
    this.control = control;
    this.hub = hub;
    this.peers = peers;
    this.time = time;
    control.on(ASK, this::asked);
    control.on(ANSWER, this::answered);
  }

  /** Who is subscribed to {@code channel} in other processes. */
  CompletionStage<List<ClientInfo>> presence(String channel) {
    Set<String> others = peers.now();
    if (others.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    long id = ids.incrementAndGet();
    Pending mine = new Pending(others);
    pending.put(id, mine);
    TimeSource.Timer timer = time.schedule(PATIENCE, mine::end);
    ObjectNode question = Json.object().put("id", id).put("channel", channel);
    control
        .tellAll(ASK, question)
        .whenComplete(
            (sent, error) -> {
              if (error != null) {
                mine.result.completeExceptionally(error);
              }
            });
    return mine.result.whenComplete(
        (clients, error) -> {
          pending.remove(id);
          timer.cancel();
        });
  }

  private void asked(String from, JsonNode question) {
    if (control.isOwn(from)) {
      return; // who asks knows its own
    }
    List<ClientInfo> clients = hub.clients(question.path("channel").asString(""));
    int most = Math.min(clients.size(), MAX_CLIENTS);
    int start = 0;
    do {
      int end = Math.min(most, start + MAX_PART);
      ObjectNode answer = Json.object().put("id", question.path("id").asLong(0));
      ArrayNode list = answer.putArray("clients");
      clients.subList(start, end).forEach(client -> list.add(Infos.node(client)));
      control.tell(from, ANSWER, answer.put("more", end < most));
      start = end;
    } while (start < most);
  }

  private void answered(String from, JsonNode answer) {
    Pending mine = pending.get(answer.path("id").asLong(0));
    if (mine != null) {
      mine.add(from, answer);
    }
  }

  /** Answers so far. Thread-safe. */
  private static final class Pending {
    final CompletableFuture<List<ClientInfo>> result = new CompletableFuture<>();
    private final Set<String> missing; // guarded by this
    private final List<ClientInfo> clients = new ArrayList<>(); // guarded by this

    Pending(Set<String> others) {
      this.missing = new HashSet<>(others);
    }

    void add(String from, JsonNode answer) {
      boolean all;
      synchronized (this) {
        for (JsonNode one : answer.path("clients")) {
          ClientInfo client = Infos.read(one);
          if (client != null && clients.size() < MAX_CLIENTS) {
            clients.add(client);
          }
        }
        if (!answer.path("more").asBoolean(false)) {
          missing.remove(from);
        }
        all = missing.isEmpty();
      }
      if (all) {
        end();
      }
    }

    void end() {
      List<ClientInfo> all;
      synchronized (this) {
        all = List.copyOf(clients);
      }
      result.complete(all);
    }
  }
}
