package dev.aside.bench.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Threads for callers that wait. */
public enum Callers {
  /** Threads of the system. */
  PLATFORM,
  /** Threads of the JVM, from 21 on. */
  VIRTUAL,
  /** No thread for each: as many calls as callers are under way, each end begins the next. */
  ASYNC;

  /** Whether this JVM has them. */
  public boolean areThere() {
    return this != VIRTUAL || virtual() != null;
  }

  /** Virtual threads where there are any. */
  public static Callers cheapest() {
    return VIRTUAL.areThere() ? VIRTUAL : PLATFORM;
  }

  /** A thread for each task. */
  public ExecutorService executor() {
    ExecutorService virtual = (this == VIRTUAL) ? virtual() : null;
    return (virtual == null) ? Executors.newCachedThreadPool() : virtual;
  }

  /** By reflection, as this compiles for Java 17. */
  private static @Nullable ExecutorService virtual() {
    try {
      return (ExecutorService)
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class))
              .invoke();
    } catch (Throwable before21) {
      return null;
    }
  }
}
