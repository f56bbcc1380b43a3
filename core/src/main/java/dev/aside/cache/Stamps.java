package dev.aside.cache;

import java.util.Arrays;

/**
 * The tags of one value, each with the stamp that it had before the value was loaded. The value
 * counts while every stamp is still the same. Tags are known by a hash of their stored names. What
 * is stored of each: hash[8], stamp[8]. Immutable.
 */
final class Stamps {
  static final Stamps NONE = new Stamps(new long[0]);

  /** Hash and stamp in turn. */
  private final long[] pairs;

  private Stamps(long[] pairs) {
    this.pairs = pairs;
  }

  /** Of {@code hashes} and {@code stamps}, which belong together by their places. */
  static Stamps of(long[] hashes, long[] stamps) {
    if (hashes.length == 0) {
      return NONE;
    }
    long[] pairs = new long[2 * hashes.length];
    for (int i = 0; i < hashes.length; i++) {
      pairs[2 * i] = hashes[i];
      pairs[2 * i + 1] = stamps[i];
    }
    return new Stamps(pairs);
  }

  int size() {
    return pairs.length / 2;
  }

  boolean isEmpty() {
    return pairs.length == 0;
  }

  long hash(int index) {
    return pairs[2 * index];
  }

  long stamp(int index) {
    return pairs[2 * index + 1];
  }

  /** Of all tags, in their order. */
  long[] hashes() {
    long[] hashes = new long[size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hash(i);
    }
    return hashes;
  }

  /** All but the first; none if there is none. */
  Stamps withoutFirst() {
    return (pairs.length <= 2) ? NONE : new Stamps(Arrays.copyOfRange(pairs, 2, pairs.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Stamps stamps && Arrays.equals(pairs, stamps.pairs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pairs);
  }
}
