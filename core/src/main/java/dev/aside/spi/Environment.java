package dev.aside.spi;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the engine takes from the world around it. The simulator replaces all three.
 *
 * @param time time and delays
 * @param random chance, for jitter and nonces; thread-safe
 * @param executor where user code runs: loaders, listeners, codecs; it may block there
 */
public record Environment(TimeSource time, RandomGenerator random, Executor executor) {

  /** Checks that nothing is missing. */
  public Environment {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(executor, "executor");
  }
}
