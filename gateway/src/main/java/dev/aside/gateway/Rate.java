package dev.aside.gateway;

/**
 * How often something may happen. Immutable.
 *
 * @param perSecond in the long run; 1 to 1 000 000
 * @param burst at once; 1 to 1 000 000
 */
public record Rate(int perSecond, int burst) {
  private static final int MOST = 1_000_000;

  /** Checks both. */
  public Rate {
    require("perSecond", perSecond);
    require("burst", burst);
  }

  private static void require(String name, int value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + MOST + ")");
    }
  }
}
