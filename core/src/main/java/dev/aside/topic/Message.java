package dev.aside.topic;

/** One message as a subscriber gets it. Immutable. */
public final class Message<T> {
  private final String topic;
  private final T payload;
  private final Position position;

  Message(String topic, T payload, Position position) {
    this.topic = topic;
    this.payload = payload;
    this.position = position;
  }

  /** The name of the topic it came on. */
  public String topic() {
    return topic;
  }

  /** What was published. */
  public T payload() {
    return payload;
  }

  /**
   * Where it stands, to go on after it later; {@link Position#none()} on a topic without history.
   */
  public Position position() {
    return position;
  }

  @Override
  public String toString() {
    return "Message[" + topic + "]"; // payloads stand in no log
  }
}
