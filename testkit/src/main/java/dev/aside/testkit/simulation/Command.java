package dev.aside.testkit.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What a request does when the server executes it.
 *
 * @param name for whoever follows: {@code lease k:1}
 */
record Command<T extends @Nullable Object>(String name, Execution<T> execution) {
  /** Runs on the server. */
  @FunctionalInterface
  interface Execution<T extends @Nullable Object> {
    T run(RedisNode node, Session session);
  }
}
