package dev.aside.stress;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/** How hard Lincheck tries, alike for all; {@code -Daside.lincheck.scenarios=100} for more. */
public final class Interleavings {
  private static final int SCENARIOS = Integer.getInteger("aside.lincheck.scenarios", 6);
  private static final int RUNS = 100;

  /** Classes are instrumented while the first run waits, which takes a busy machine long. */
  private static final long TIMEOUT_MILLIS = 300_000;

  private Interleavings() {}

  /** Two threads, of which Lincheck decides who takes the next step. */
  public static void oneByOne(Class<?> object, Class<?> specification) {
    ModelCheckingOptions options = new ModelCheckingOptions();
    options.invocationTimeout$lincheck(TIMEOUT_MILLIS); // Kotlin's way of hiding it
    options
        .iterations(SCENARIOS)
        .invocationsPerIteration(RUNS)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(2)
        .sequentialSpecification(specification)
        .check(object);
  }

  /** Three threads that run as they like. */
  public static void atOnce(Class<?> object, Class<?> specification) {
    StressOptions options = new StressOptions();
    options.invocationTimeout$lincheck(TIMEOUT_MILLIS);
    options
        .iterations(SCENARIOS)
        .invocationsPerIteration(RUNS)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(2)
        .sequentialSpecification(specification)
        .check(object);
  }
}
