package dev.aside.topic;

import dev.aside.spi.MessageLog.Place;
import java.util.regex.Pattern;

/**
 * Where in a topic a message stands: an epoch, and a number that counts up by one within it.
 * Immutable.
 *
 * <p>A topic begins a new epoch when its server may have lost messages, so that a number never
 * stands for two messages of one epoch. As text it is {@code epoch:offset}, which {@link #parse}
 * reads.
 */
public final class Position {
  private static final Position NONE = new Position("", -1);
  private static final Position OLDEST = new Position("", 0);
  private static final Pattern EPOCH = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** The largest whole number that JavaScript holds exactly: positions travel in JSON. */
  private static final long MAX_OFFSET = (1L << 53) - 1;

  private static final int MAX_DIGITS = 16;

  private final String epoch;
  private final long offset;

  private Position(String epoch, long offset) {
    this.epoch = epoch;
    this.offset = offset;
  }

  /** No position: the topic keeps no history and numbers nothing. */
  public static Position none() {
    return NONE;
  }

  /** Before everything that the topic keeps, whatever that is when it is used. */
  public static Position oldest() {
    return OLDEST;
  }

  /**
   * A position that is known in parts.
   *
   * @param epoch 1 to 64 of {@code A-Z a-z 0-9 _ -}
   * @param offset 0, which is before the first message, to 2^53 - 1
   * @throws IllegalArgumentException if either is outside of that
   */
  public static Position of(String epoch, long offset) {
    if (!EPOCH.matcher(epoch).matches()) {
      throw new IllegalArgumentException(
          "epoch: " + epoch.length() + " characters (expected: 1 to 64 of A-Z a-z 0-9 _ -)");
    }
    if (offset < 0 || offset > MAX_OFFSET) {
      throw new IllegalArgumentException("offset: " + offset + " (expected: 0 to 2^53 - 1)");
    }
    return new Position(epoch, offset);
  }

  /**
   * Reads what {@link #toString} has written.
   *
   * @throws IllegalArgumentException if it is not {@code epoch:offset}
   */
  public static Position parse(String text) {
    int colon = text.indexOf(':');
    String digits = text.substring(colon + 1);
    if (colon < 0 || !digits.matches("[0-9]{1," + MAX_DIGITS + "}")) {
      throw new IllegalArgumentException(
          "position: " + text.length() + " characters (expected: epoch:offset)");
    }
    return of(text.substring(0, colon), Long.parseLong(digits));
  }

  static Position at(Place place) {
    return place.isOldest() ? OLDEST : new Position(place.epoch(), place.offset());
  }

  /** Not for {@link #none}. */
  Place place() {
    return new Place(epoch, offset);
  }

  /** Whether this is {@link #none}. */
  public boolean isNone() {
    return offset < 0;
  }

  /** The stretch of unbroken numbering; empty for {@link #none} and {@link #oldest}. */
  public String epoch() {
    return epoch;
  }

  /** The number within the epoch, from 1; 0 is before the first, -1 that of {@link #none}. */
  public long offset() {
    return offset;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Position that && offset == that.offset && epoch.equals(that.epoch);
  }

  @Override
  public int hashCode() {
    return 31 * epoch.hashCode() + Long.hashCode(offset);
  }

  /** {@code epoch:offset}; {@code none} and {@code oldest} for those two. */
  @Override
  public String toString() {
    if (epoch.isEmpty()) {
      return isNone() ? "none" : "oldest";
    }
    return epoch + ":" + offset;
  }
}
