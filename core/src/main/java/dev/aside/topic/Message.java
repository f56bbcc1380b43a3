package dev.aside.topic;

/** One message as a subscriber gets it. Immutable. */
public final class Message<T> {
  private final String topic;
  private final T payload;

  Message(String topic, T payload) {
    this.topic = topic;
    this.payload = payload;
  }

  /** The name of the topic it came on. */
  public String topic() {
    return topic;
  }

  /** What was published. */
  public T payload() {
    return payload;
  }

  @Override
  public String toString() {
    return "Message[" + topic + "]"; // payloads stand in no log
  }
}
