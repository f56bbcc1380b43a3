package dev.aside.server.live;

import dev.aside.topic.History;
import dev.aside.topic.Message;
import dev.aside.topic.Position;
import dev.aside.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a client of an event stream has missed, as events. Immutable, apart from the shared bytes.
 *
 * @param events to be sent before anything else
 * @param reached where the last of them stands
 * @param isAll whether that was the newest message
 * @param isReset whether the client is told to begin anew
 */
record Past(byte[] events, Position reached, boolean isAll, boolean isReset) {
  /** What a client says that wants everything that is kept. */
  static final String OLDEST = "oldest";

  /** Messages that are read at once; a client that has missed more comes back for the rest. */
  private static final int MOST = 1_000;

  /**
   * Reads what came after the event that the client has seen last. If that cannot be said, the
   * events begin with a {@code reset}, and everything that is kept follows.
   *
   * @param lastEventId as the client gives it, which may be anything
   */
  static CompletionStage<Past> read(Topic<byte[]> topic, String lastEventId) {
    if (lastEventId.equals(OLDEST)) {
      return whole(topic, /* isReset= */ false);
    }
    Position last;
    try {
      last = Position.parse(lastEventId);
    } catch (IllegalArgumentException notOurs) {
      return whole(topic, /* isReset= */ true);
    }
    return topic
        .historyAsync(last, MOST)
        .thenCompose(
            missed ->
                missed.isComplete()
                    ? CompletableFuture.completedFuture(of(missed, /* isReset= */ false))
                    : whole(topic, /* isReset= */ true));
  }

  private static CompletionStage<Past> whole(Topic<byte[]> topic, boolean isReset) {
    return topic.historyAsync(Position.oldest(), MOST).thenApply(all -> of(all, isReset));
  }

  private static Past of(History<byte[]> history, boolean isReset) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (isReset) {
      out.writeBytes(EventStream.RESET);
    }
    List<Message<byte[]>> messages = history.messages();
    messages.forEach(message -> EventStream.append(out, Delivery.of(message)));
    Position end =
        messages.isEmpty() ? history.top() : messages.get(messages.size() - 1).position();
    return new Past(out.toByteArray(), end, end.equals(history.top()), isReset);
  }
}
