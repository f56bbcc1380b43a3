package dev.aside.bench.stage;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Keys and values, the same in every process. Stateless. */
public final class Values {
  /** Bytes of a value, where nothing else is said. */
  public static final int SIZE = 512;

  private static final int SEED = 42;

  private Values() {}

  /** {@code prefix0} to {@code prefix(count-1)} */
  public static String[] keys(String prefix, int count) {
    String[] keys = new String[count];
    for (int i = 0; i < count; i++) {
      keys[i] = prefix + i;
    }
    return keys;
  }

  /** Text of {@code size} bytes that does not repeat itself. */
  public static byte[] value(int size) {
    SplittableRandom random = new SplittableRandom(SEED);
    StringBuilder text = new StringBuilder(size);
    while (text.length() < size) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * {@code count} draws from {@code keys} by Zipf's law: the key of rank r as often as 1/r to the
   * {@code exponent}, ranks spread over the keys at random.
   */
  public static String[] zipf(String[] keys, double exponent, int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] cumulated = new double[keys.length];
    double sum = 0;
    for (int rank = 0; rank < keys.length; rank++) {
      sum += 1 / Math.pow(rank + 1, exponent);
      cumulated[rank] = sum;
    }
    String[] shuffled = shuffled(keys, random);
    String[] draws = new String[count];
    for (int i = 0; i < count; i++) {
      int found = java.util.Arrays.binarySearch(cumulated, random.nextDouble() * sum);
      draws[i] = shuffled[Math.min(keys.length - 1, (found < 0) ? -found - 1 : found)];
    }
    return draws;
  }

  private static String[] shuffled(String[] keys, SplittableRandom random) {
    String[] shuffled = keys.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      String swapped = shuffled[i];
      shuffled[i] = shuffled[other];
      shuffled[other] = swapped;
    }
    return shuffled;
  }
}
