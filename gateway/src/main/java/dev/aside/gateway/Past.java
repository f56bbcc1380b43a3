package dev.aside.gateway;

import dev.aside.gateway.protocol.ErrorCode;
import dev.aside.gateway.protocol.Publication;
import dev.aside.gateway.protocol.Request;
import dev.aside.topic.History;
import dev.aside.topic.Message;
import dev.aside.topic.Position;
import dev.aside.topic.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A part of a channel's history, as it was asked for. Immutable.
 *
 * @param top where the channel is
 */
record Past(List<Publication> publications, Position top) {
  /** Messages in one answer; who asks for more gets these. */
  static final int MAX_PUBLICATIONS = 300;

  /**
   * Reads it.
   *
   * @throws Refused if what is asked makes no sense (107); the stage fails with one (112) if the
   *     place is none of this channel's life
   */
  static CompletionStage<Past> of(Topic<byte[]> topic, Request.History request) {
    Request.Since since = request.since();
    if (request.reverse() && since != null && since.offset() == 0) {
      throw new Refused(ErrorCode.BAD_REQUEST);
    }
    int limit =
        (request.limit() < 0) ? MAX_PUBLICATIONS : Math.min(request.limit(), MAX_PUBLICATIONS);
    if (since == null && request.reverse()) {
      return topic.historyAsync(limit).thenApply(history -> of(history, true));
    }
    if (since != null && request.reverse()) {
      return topic
          .historyAsync(Namespace.MAX_HISTORY)
          .thenApply(history -> before(history, since, limit));
    }
    return topic
        .historyAsync(0)
        .thenCompose(now -> topic.historyAsync(start(since, now.top()), limit))
        .thenApply(history -> of(history, false));
  }

  private static Position start(Request.@Nullable Since since, Position top) {
    if (since == null) {
      return Position.oldest();
    }
    requireSameLife(since, top);
    long offset = Math.min(since.offset(), Math.max(0, top.offset()));
    return top.epoch().isEmpty() ? Position.oldest() : Position.of(top.epoch(), offset);
  }

  private static Past before(History<byte[]> history, Request.Since since, int limit) {
    requireSameLife(since, history.top());
    List<Message<byte[]>> older = new ArrayList<>();
    for (Message<byte[]> message : history.messages()) {
      if (message.position().offset() < since.offset()) {
        older.add(message);
      }
    }
    List<Message<byte[]>> newest = older.subList(Math.max(0, older.size() - limit), older.size());
    return new Past(publications(newest, true), history.top());
  }

  private static void requireSameLife(Request.Since since, Position top) {
    if (!since.epoch().isEmpty() && !since.epoch().equals(top.epoch())) {
      throw new Refused(ErrorCode.UNRECOVERABLE_POSITION);
    }
  }

  private static Past of(History<byte[]> history, boolean reverse) {
    return new Past(publications(history.messages(), reverse), history.top());
  }

  private static List<Publication> publications(List<Message<byte[]>> messages, boolean reverse) {
    List<Publication> all = new ArrayList<>();
    messages.forEach(message -> all.add(Delivery.publication(message)));
    if (reverse) {
      Collections.reverse(all);
    }
    return all;
  }
}
