package dev.aside.gateway;

import dev.aside.gateway.Permissions.Grant;
import dev.aside.gateway.protocol.ErrorCode;
import dev.aside.gateway.protocol.Replies;
import dev.aside.gateway.protocol.Request;
import dev.aside.gateway.protocol.Request.Resume;
import dev.aside.gateway.protocol.Subscribed;
import dev.aside.spi.TimeSource;
import dev.aside.topic.History;
import dev.aside.topic.Position;
import dev.aside.topic.Topic;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How subscriptions begin and end: live messages are held from the first moment, then the history
 * is read, then the client is told where it begins, then what was held goes out. Thread-safe.
 */
final class Subscribing {
  private static final Logger LOGGER = System.getLogger(Subscribing.class.getName());

  /** How long Redis has to confirm; clients give up after five seconds. */
  static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Parts parts;
  private final Permissions permissions;
  private final Hub hub;

  Subscribing(Parts parts, Permissions permissions, Hub hub) {
    this.parts = parts;
    this.permissions = permissions;
    this.hub = hub;
  }

  CompletionStage<?> subscribe(Session session, long id, Request.Subscribe request) {
    String channel = request.channel();
    Namespace namespace = parts.namespaces().of(channel);
    if (request.otherKind()) {
      throw new Refused(ErrorCode.NOT_AVAILABLE);
    }
    if (session.attachments.containsKey(channel)) {
      throw new Refused(ErrorCode.ALREADY_SUBSCRIBED);
    }
    if (session.attachments.size() >= Session.MAX_CHANNELS) {
      throw new Refused(ErrorCode.LIMIT_EXCEEDED);
    }
    Grant grant = permissions.subscribe(session, channel, namespace, request.token());
    boolean joinLeave = request.joinLeave() && namespace.hasJoinLeave();
    Attachment attachment =
        new Attachment(
            channel,
            namespace,
            session,
            session.info(grant.info()),
            joinLeave && namespace.read().allows(session.user, true),
            false,
            grant.expireAtSeconds());
    return attach(attachment, request.resume())
        .thenAccept(
            result -> {
              if (request.rejectUnrecovered() && result.wasRecovering() && !result.recovered()) {
                detach(session, attachment);
                throw new Refused(ErrorCode.UNRECOVERABLE_POSITION);
              }
              session.send(Replies.subscribed(id, result));
              goLive(attachment);
            });
  }

  /** Subscribes a session that is about to begin to a channel that its token names. */
  CompletionStage<Subscribed> attach(Session session, String channel, Resume resume) {
    Namespace namespace;
    try {
      namespace = parts.namespaces().of(channel);
    } catch (Refused e) {
      return CompletableFuture.failedStage(e);
    }
    Attachment attachment =
        new Attachment(
            channel, namespace, session, session.info(null), namespace.hasJoinLeave(), true, 0);
    return attach(attachment, resume);
  }

  /** Why a session cannot begin if one of its subscriptions cannot. */
  static Disconnect why(Throwable error) {
    Throwable cause = (error.getCause() == null) ? error : error.getCause();
    return (cause instanceof Refused) ? Disconnect.PERMISSION_DENIED : Disconnect.SERVER_ERROR;
  }

  private CompletionStage<Subscribed> attach(Attachment attachment, Resume resume) {
    Session session = attachment.session;
    session.attachments.put(attachment.channel, attachment);
    CompletionStage<Subscribed> begun;
    try {
      begun = inTime(hub.join(attachment).thenCompose(ready -> begin(attachment, resume)));
    } catch (RuntimeException e) {
      begun = CompletableFuture.failedStage(e);
    }
    return begun.whenComplete(
        (result, error) -> {
          if (error != null) {
            detach(session, attachment);
          }
        });
  }

  private CompletionStage<Subscribed> begin(Attachment attachment, Resume resume) {
    long ttl = Expiry.ttl(attachment.expireAtSeconds, parts.nowSeconds());
    if (!attachment.namespace.hasHistory()) {
      return CompletableFuture.completedStage(Subscribed.plain(ttl));
    }
    return recovery(attachment, resume)
        .thenApply(
            recovery -> {
              count(resume, recovery);
              return attachment.begin(recovery, resume, ttl);
            });
  }

  private void count(Resume resume, Recovery recovery) {
    if (recovery.recovered()) {
      parts.stats().recovered.increment();
    } else if (resume.wanted()) {
      parts.stats().unrecovered.increment();
    }
  }

  private CompletionStage<Recovery> recovery(Attachment attachment, Resume resume) {
    Topic<byte[]> topic = parts.streams().messages(attachment.channel, attachment.namespace);
    CompletionStage<History<byte[]>> top = topic.historyAsync(0);
    if (!resume.wanted()) {
      return top.thenApply(Recovery::none);
    }
    return top.thenCompose(
        now -> {
          Position from = place(resume, now.top());
          return (from == null)
              ? CompletableFuture.completedStage(Recovery.none(now))
              : topic
                  .historyAsync(from, Recovery.MAX_PUBLICATIONS)
                  .thenApply(history -> Recovery.of(resume, history));
        });
  }

  /** The client's place, if it can be one of this channel's life; else null. */
  private static @Nullable Position place(Resume resume, Position top) {
    if (!resume.epoch().isEmpty() && !resume.epoch().equals(top.epoch())) {
      return null;
    }
    if (top.epoch().isEmpty()) {
      return (resume.offset() == 0) ? Position.oldest() : null;
    }
    return (resume.offset() > top.offset()) ? null : Position.of(top.epoch(), resume.offset());
  }

  /** The client knows where it begins. */
  void goLive(Attachment attachment) {
    if (attachment.session.isOver()) {
      return; // its end is the next step of the lane
    }
    attachment.goLive();
    announce(attachment, true);
  }

  /** Ends a subscription. Does nothing the second time. */
  void detach(Session session, Attachment attachment) {
    attachment.end();
    hub.leave(attachment);
    if (session.attachments.remove(attachment.channel, attachment)) {
      announce(attachment, false);
    }
  }

  /** Tells the channel, if it wants that; a word that does not arrive is lost. */
  private void announce(Attachment attachment, boolean joins) {
    if (attachment.namespace.hasJoinLeave() && attachment.announced != joins) {
      attachment.announced = joins;
      try {
        parts.streams().joins(attachment.channel).publishAsync(Hub.word(joins, attachment.info));
      } catch (RuntimeException e) { // closed, or not to be said: lost as if it did not arrive
        LOGGER.log(Level.DEBUG, "Nobody is told who comes or goes", e);
      }
    }
  }

  private <T> CompletionStage<T> inTime(CompletionStage<T> stage) {
    CompletableFuture<T> result = new CompletableFuture<>();
    TimeSource.Timer timer =
        parts.time().schedule(PATIENCE, () -> result.completeExceptionally(new TimeoutException()));
    stage.whenComplete(
        (value, error) -> {
          timer.cancel();
          if (error == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(
                (error instanceof CompletionException && error.getCause() != null)
                    ? error.getCause()
                    : error);
          }
        });
    return result;
  }
}
