package dev.aside.topic;

import java.util.function.Consumer;

/** What is done about gaps for those who do not listen for them: a line in the log. Immutable. */
final class GapLog implements Consumer<Gap> {
  private static final System.Logger LOGGER = System.getLogger("dev.aside.topic");

  private final String topic;

  private GapLog(String topic) {
    this.topic = topic;
  }

  static GapLog of(String topic) {
    return new GapLog(topic);
  }

  @Override
  public void accept(Gap gap) {
    LOGGER.log(
        System.Logger.Level.WARNING, "Messages on topic {0} may be missing: {1}", topic, gap);
  }
}
