package dev.aside.gateway;

import dev.aside.gateway.RpcHandler.Caller;
import dev.aside.gateway.protocol.ErrorCode;
import dev.aside.gateway.protocol.Replies;
import dev.aside.gateway.protocol.Request;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What clients say: messages and calls. Thread-safe. */
final class Speaking {
  private final Parts parts;

  Speaking(Parts parts) {
    this.parts = parts;
  }

  CompletionStage<?> publish(Session session, long id, Request.Publish request) {
    String channel = request.channel();
    Namespace namespace = parts.namespaces().of(channel);
    Permissions.require(namespace.publish(), session, channel);
    byte[] data = request.data();
    if (data == null) {
      throw new Refused(ErrorCode.BAD_REQUEST);
    }
    byte[] payload =
        namespace.hasHistory()
            ? Envelope.wrap(session.info(chanInfo(session, channel)), data)
            : data;
    return parts
        .streams()
        .messages(channel, namespace)
        .publishAsync(payload)
        .thenAccept(
            position -> {
              parts.stats().published.increment();
              session.send(Replies.done(id, "publish"));
            });
  }

  private static byte @Nullable [] chanInfo(Session session, String channel) {
    Attachment attachment = session.attachments.get(channel);
    return (attachment == null) ? null : attachment.info.chanInfo();
  }

  CompletionStage<?> rpc(Session session, long id, String method, byte @Nullable [] data) {
    CompletionStage<byte @Nullable []> called =
        parts.rpc().call(new Caller(session.user, session.client), method, data);
    if (called == null) {
      throw new Refused(ErrorCode.METHOD_NOT_FOUND);
    }
    return called.thenAccept(result -> session.send(Replies.rpc(id, result)));
  }
}
