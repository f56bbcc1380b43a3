package dev.aside.topic;

import java.util.List;

/** A part of what a topic keeps, as it was at one moment. Immutable. */
public final class History<T> {
  private final List<Message<T>> messages;
  private final Position top;
  private final boolean isComplete;

  History(List<Message<T>> messages, Position top, boolean isComplete) {
    this.messages = List.copyOf(messages);
    this.top = top;
    this.isComplete = isComplete;
  }

  /** Messages without a hole between them, oldest first. */
  public List<Message<T>> messages() {
    return messages;
  }

  /**
   * Where the newest message of the topic stood, whether or not it is among these; {@link
   * Position#oldest()} of a topic on which nothing was ever published.
   */
  public Position top() {
    return top;
  }

  /**
   * Whether no message can be missing between the position that was asked for and these. If not,
   * the position is of another epoch, or what followed it is no longer kept.
   */
  public boolean isComplete() {
    return isComplete;
  }

  @Override
  public String toString() {
    return "History[" + messages.size() + " up to " + top + ", complete=" + isComplete + "]";
  }
}
