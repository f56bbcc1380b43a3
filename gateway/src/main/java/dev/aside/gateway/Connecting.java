package dev.aside.gateway;

import dev.aside.gateway.protocol.Json;
import dev.aside.gateway.protocol.Replies;
import dev.aside.gateway.protocol.Request;
import dev.aside.gateway.protocol.Request.Resume;
import dev.aside.gateway.protocol.Subscribed;
import dev.aside.gateway.token.ConnectionToken;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How sessions begin and end. Thread-safe. */
final class Connecting {
  /** What clients are told of the server. */
  static final String VERSION = "aside";

  private final Parts parts;
  private final Permissions permissions;
  private final Subscribing subscribing;
  private final Roster roster;

  Connecting(Parts parts, Permissions permissions, Subscribing subscribing, Roster roster) {
    this.parts = parts;
    this.permissions = permissions;
    this.subscribing = subscribing;
    this.roster = roster;
  }

  CompletionStage<?> connect(Session session, long id, Request.Connect request) {
    ConnectionToken token = permissions.connect(request.token());
    byte[] info = token.info();
    session.user = token.user();
    session.connInfo = (info == null) ? null : Json.of(info);
    session.expireAtSeconds = token.expireAtSeconds();
    if (token.channels().size() > Session.MAX_CHANNELS) {
      throw new Dropped(Disconnect.CHANNEL_LIMIT);
    }
    if (!roster.claim(session, parts.maxSessionsPerUser())) {
      throw new Dropped(Disconnect.CONNECTION_LIMIT);
    }
    Map<String, Subscribed> results = new LinkedHashMap<>();
    List<String> channels = List.copyOf(new LinkedHashSet<>(token.channels()));
    CompletionStage<@Nullable Void> all = CompletableFuture.completedStage(null);
    for (String channel : channels) {
      Resume resume = request.resume().getOrDefault(channel, Resume.NO);
      all = all.thenCompose(before -> subscribe(session, channel, resume, results));
    }
    return all.thenAccept(done -> begin(session, id, results));
  }

  private CompletionStage<@Nullable Void> subscribe(
      Session session, String channel, Resume resume, Map<String, Subscribed> results) {
    return subscribing
        .attach(session, channel, resume)
        .handle(
            (result, error) -> {
              if (error != null) { // half of what the token says would be a lie
                throw (error.getCause() instanceof Dropped dropped)
                    ? dropped
                    : new Dropped(Subscribing.why(error));
              }
              results.put(channel, result);
              return null;
            });
  }

  private void begin(Session session, long id, Map<String, Subscribed> results) {
    session.connected = true;
    parts.stats().connections.increment();
    session.send(
        Replies.connected(
            id,
            session.client,
            VERSION,
            Expiry.ttl(session.expireAtSeconds, parts.nowSeconds()),
            Heartbeat.INTERVAL.toSeconds(),
            results));
    session.attachments.values().forEach(subscribing::goLive);
  }

  /** The session is over. */
  void leave(Session session) {
    try {
      List.copyOf(session.attachments.values())
          .forEach(attachment -> subscribing.detach(session, attachment));
    } finally {
      roster.remove(session);
    }
  }
}
