package dev.aside.spi;

/**
 * How long a value may live, from the moment the server stores it; all in milliseconds.
 *
 * @param softMillis fresh for this long
 * @param hardMillis may be served at all for this long; at least {@code softMillis}
 * @param keepMillis the server removes it after this; at least {@code hardMillis}
 * @param version the source's version of the value; 0: none
 */
public record Lifetime(long softMillis, long hardMillis, long keepMillis, long version) {

  /** Checks the order of the three times. */
  public Lifetime {
    if (softMillis <= 0 || hardMillis < softMillis || keepMillis < hardMillis || version < 0) {
      throw new IllegalArgumentException(
          "lifetime: %d/%d/%d, version %d (expected: 0 < soft <= hard <= keep, version >= 0)"
              .formatted(softMillis, hardMillis, keepMillis, version));
    }
  }
}
