package dev.aside.testkit.simulation;

import dev.aside.BackendException;
import dev.aside.LoadRejectedException;
import dev.aside.LoadTimeoutException;
import dev.aside.testkit.simulation.Promises.Floor;
import dev.aside.testkit.simulation.Promises.Reading;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What is made of the end of a step. */
enum Judge {
  /** A read that may lag behind. */
  READ,
  /** A read that may not. */
  STRICT_READ,
  /** A read when all is quiet: it returns what the database holds. */
  READ_AT_REST,
  /** A write that obliges once it has returned. */
  WRITE,
  /** Something that promises nothing. */
  UNJUDGED;

  /** Takes {@code step}, which begins now. */
  void take(World world, SimulatedProcess process, String row, Begin step) {
    Promises promises = world.promises;
    double begun = promises.seconds();
    Supplier<String> what =
        () ->
            "%s of row %s in process %d, begun at %.3f s"
                .formatted(this, row, process.number(), begun);
    Verdict verdict = verdict(process, row, promises, what);
    world.tell(what);
    step.begin()
        .whenComplete(
            (version, error) -> {
              world.tell(() -> what.get() + " ends: " + ((error == null) ? version : error));
              if (error == null) {
                verdict.on(version);
              } else if (!isExpected(error)) {
                promises.violation(what.get() + " failed with " + error);
              }
            });
  }

  /** What is made of the version at the end. */
  private interface Verdict {
    void on(long version);
  }

  private Verdict verdict(
      SimulatedProcess process, String row, Promises promises, Supplier<String> what) {
    switch (this) {
      case READ, STRICT_READ -> {
        Reading reading = promises.begin(process, row, this == STRICT_READ);
        return version -> promises.judge(reading, what, version);
      }
      case READ_AT_REST -> {
        Floor all = new Floor(process.database().version(row), "rest");
        return version -> promises.judge(all, what, version);
      }
      case WRITE -> {
        return version -> promises.confirm(process, row, version);
      }
      default -> {
        return version -> {};
      }
    }
  }

  /** Begins the step. */
  @FunctionalInterface
  interface Begin {
    CompletionStage<Long> begin();
  }

  /** A load may take too long, and a server may not confirm; nothing else may reach the caller. */
  private static boolean isExpected(Throwable error) {
    Throwable cause =
        (error instanceof CompletionException && error.getCause() != null)
            ? error.getCause()
            : error;
    return cause instanceof LoadTimeoutException
        || cause instanceof LoadRejectedException
        || cause instanceof BackendException;
  }
}
