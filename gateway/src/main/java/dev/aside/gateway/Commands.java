package dev.aside.gateway;

import dev.aside.gateway.protocol.Command;
import dev.aside.gateway.protocol.ErrorCode;
import dev.aside.gateway.protocol.Json;
import dev.aside.gateway.protocol.Replies;
import dev.aside.gateway.protocol.Request;
import dev.aside.gateway.token.ConnectionToken;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Leads each command to what does it, and answers its failure. Thread-safe. */
final class Commands {
  private static final System.Logger LOGGER = System.getLogger("dev.aside.gateway");

  private final Parts parts;
  private final Permissions permissions;
  private final Connecting connecting;
  private final Subscribing subscribing;
  private final Speaking speaking;
  private final Asking asking;

  Commands(Parts parts, Hub hub, Roster roster, Presence presence) {
    this.parts = parts;
    this.permissions = new Permissions(parts.tokens(), parts.anonymous());
    this.subscribing = new Subscribing(parts, permissions, hub);
    this.connecting = new Connecting(parts, permissions, subscribing, roster);
    this.speaking = new Speaking(parts);
    this.asking = new Asking(parts, presence);
  }

  /** Does a command; the stage ends when that is done, and does not fail. */
  CompletionStage<?> run(Session session, Command command) {
    CompletionStage<?> done;
    try {
      done = dispatch(session, command);
    } catch (RuntimeException e) {
      done = CompletableFuture.failedStage(e);
    }
    return done.handle(
        (nothing, error) -> {
          if (error != null) {
            failed(session, command, error);
          }
          return null;
        });
  }

  private CompletionStage<?> dispatch(Session session, Command command) {
    Request request = command.request();
    if (request instanceof Request.Pong) {
      return pong(session);
    }
    if (session.unusable) {
      return CompletableFuture.completedStage(null);
    }
    boolean connects = request instanceof Request.Connect;
    if (connects == session.connected) { // once, and before everything else
      throw new Dropped(Disconnect.BAD_REQUEST);
    }
    if (!session.throttle.allows(request.name(), session.user)) {
      parts.stats().throttled.increment();
      throw new Refused(ErrorCode.TOO_MANY_REQUESTS);
    }
    long id = command.id();
    if (request instanceof Request.Connect connect) {
      return connecting.connect(session, id, connect);
    } else if (request instanceof Request.Subscribe subscribe) {
      return subscribing.subscribe(session, id, subscribe);
    } else if (request instanceof Request.Unsubscribe unsubscribe) {
      return unsubscribe(session, id, unsubscribe.channel());
    } else if (request instanceof Request.Publish publish) {
      return speaking.publish(session, id, publish);
    } else if (request instanceof Request.Presence presence) {
      return asking.presence(session, id, presence.channel());
    } else if (request instanceof Request.PresenceStats stats) {
      return asking.presenceStats(session, id, stats.channel());
    } else if (request instanceof Request.History history) {
      return asking.history(session, id, history);
    } else if (request instanceof Request.Rpc rpc) {
      return speaking.rpc(session, id, rpc.method(), rpc.data());
    } else if (request instanceof Request.Refresh refresh) {
      return refresh(session, id, refresh.token());
    } else if (request instanceof Request.SubRefresh refresh) {
      return subRefresh(session, id, refresh);
    }
    return CompletableFuture.completedStage(null); // send: this server has nobody who listens
  }

  private static CompletionStage<?> pong(Session session) {
    if (!session.pong()) {
      throw new Dropped(Disconnect.BAD_REQUEST);
    }
    return CompletableFuture.completedStage(null);
  }

  private CompletionStage<?> unsubscribe(Session session, long id, String channel) {
    Attachment attachment = session.attachments.get(channel);
    if (attachment != null) {
      subscribing.detach(session, attachment);
    }
    session.send(Replies.done(id, "unsubscribe"));
    return CompletableFuture.completedStage(null);
  }

  private CompletionStage<?> refresh(Session session, long id, String token) {
    if (token.isEmpty() || session.expireAtSeconds == 0) {
      throw new Dropped(Disconnect.BAD_REQUEST);
    }
    ConnectionToken verified = permissions.connect(token);
    if (!verified.user().equals(session.user)) {
      throw new Dropped(Disconnect.INVALID_TOKEN);
    }
    byte[] info = verified.info();
    session.expireAtSeconds = verified.expireAtSeconds();
    session.connInfo = (info == null) ? null : Json.of(info);
    long ttl = Expiry.ttl(verified.expireAtSeconds(), parts.nowSeconds());
    session.send(Replies.refreshed(id, session.client, Connecting.VERSION, ttl));
    return CompletableFuture.completedStage(null);
  }

  private CompletionStage<?> subRefresh(Session session, long id, Request.SubRefresh refresh) {
    Attachment attachment = session.attachments.get(refresh.channel());
    if (attachment == null) {
      throw new Refused(ErrorCode.PERMISSION_DENIED);
    }
    long expireAt =
        permissions.byToken(session, refresh.channel(), refresh.token()).expireAtSeconds();
    attachment.expireAtSeconds = expireAt;
    session.send(Replies.subRefreshed(id, Expiry.ttl(expireAt, parts.nowSeconds())));
    return CompletableFuture.completedStage(null);
  }

  /** Ends one subscription; on the session's lane. */
  void detach(Session session, Attachment attachment) {
    subscribing.detach(session, attachment);
  }

  /** The session is over: nothing of it stays. On its lane. */
  void leave(Session session) {
    connecting.leave(session);
  }

  private void failed(Session session, Command command, Throwable thrown) {
    Throwable error =
        (thrown instanceof CompletionException && thrown.getCause() != null)
            ? thrown.getCause()
            : thrown;
    if (error instanceof Dropped dropped) {
      session.disconnect(dropped.disconnect());
      return;
    }
    if (error instanceof Refused refused) {
      refuse(session, command, refused.error());
      return;
    }
    parts.stats().failures.increment();
    LOGGER.log(System.Logger.Level.DEBUG, "A command failed: " + command.request().name(), error);
    refuse(session, command, ErrorCode.INTERNAL);
  }

  private void refuse(Session session, Command command, ErrorCode error) {
    parts.stats().refused.increment();
    // A client whose connect failed closes by itself; what it sent along with that is void.
    session.unusable |= command.request() instanceof Request.Connect;
    if (command.id() > 0) {
      session.send(Replies.error(command.id(), error));
    }
  }
}
