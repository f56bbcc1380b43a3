package dev.aside.bench.growth;

import dev.aside.bench.stage.Stage;
import java.util.Arrays;

/** The sizes of a curve that a plan asks for. Stateless. */
final class Sizes {
  private Sizes() {}

  /** The first ones of {@code sizes}, which grow. */
  static int[] of(Stage stage, int... sizes) {
    return Arrays.copyOf(sizes, Math.min(sizes.length, stage.plan().curves()));
  }
}
