package dev.aside.topic;

/** Where in a topic a message stands. Immutable. */
public final class Position {
  private static final Position NONE = new Position();

  private Position() {}

  /** No position: the topic keeps no history and numbers nothing. */
  public static Position none() {
    return NONE;
  }

  @Override
  public String toString() {
    return "Position[none]";
  }
}
