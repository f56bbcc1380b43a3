package dev.aside.gateway;

import dev.aside.gateway.protocol.ClientInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is subscribed, in all processes. Nothing of it is stored: each process knows its own and is
 * asked, so that a client is there exactly as long as its process and its session are. Questions
 * about one channel at one time are one question. Thread-safe.
 */
final class Presence {
  private final Hub hub;
  private final Surveys surveys;
  private final Map<String, CompletableFuture<List<ClientInfo>>> asked = new ConcurrentHashMap<>();

  Presence(Hub hub, Surveys surveys) {
    this.hub = hub;
    this.surveys = surveys;
  }

  /** Who is there now. Fails if Redis cannot be reached to ask. */
  CompletionStage<List<ClientInfo>> of(String channel) {
    CompletableFuture<List<ClientInfo>> mine = new CompletableFuture<>();
    CompletableFuture<List<ClientInfo>> theirs = asked.putIfAbsent(channel, mine);
    if (theirs != null) {
      return theirs.copy();
    }
    surveys
        .presence(channel)
        .whenComplete(
            (others, error) -> {
              asked.remove(channel, mine);
              if (error == null) {
                List<ClientInfo> all = new ArrayList<>(hub.clients(channel));
                all.addAll(others);
                mine.complete(all);
              } else {
                mine.completeExceptionally(error);
              }
            });
    return mine.copy();
  }
}
