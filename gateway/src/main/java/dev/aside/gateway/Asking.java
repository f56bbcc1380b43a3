package dev.aside.gateway;

import dev.aside.gateway.protocol.ClientInfo;
import dev.aside.gateway.protocol.ErrorCode;
import dev.aside.gateway.protocol.Publication;
import dev.aside.gateway.protocol.Replies;
import dev.aside.gateway.protocol.Request;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What clients ask: who is there, and what was said. Thread-safe. */
final class Asking {
  private final Parts parts;
  private final Presence presence;

  Asking(Parts parts, Presence presence) {
    this.parts = parts;
    this.presence = presence;
  }

  CompletionStage<?> presence(Session session, long id, String channel) {
    return clients(session, channel)
        .thenAccept(clients -> session.send(Replies.presence(id, clients)));
  }

  CompletionStage<?> presenceStats(Session session, long id, String channel) {
    return clients(session, channel)
        .thenAccept(
            clients -> {
              long users = clients.stream().map(ClientInfo::user).distinct().count();
              session.send(Replies.presenceStats(id, clients.size(), (int) users));
            });
  }

  private CompletionStage<List<ClientInfo>> clients(Session session, String channel) {
    Namespace namespace = parts.namespaces().of(channel);
    if (!namespace.hasPresence()) {
      throw new Refused(ErrorCode.NOT_AVAILABLE);
    }
    Permissions.require(namespace.read(), session, channel);
    return presence.of(channel);
  }

  CompletionStage<?> history(Session session, long id, Request.History request) {
    String channel = request.channel();
    Namespace namespace = parts.namespaces().of(channel);
    if (!namespace.hasHistory()) {
      throw new Refused(ErrorCode.NOT_AVAILABLE);
    }
    Permissions.require(namespace.read(), session, channel);
    return Past.of(parts.streams().messages(channel, namespace), request)
        .thenAccept(
            page -> {
              List<Publication> publications = page.publications();
              session.send(
                  Replies.history(
                      id, publications, page.top().epoch(), Math.max(0, page.top().offset())));
            });
  }
}
