package dev.aside.bench.run;

/** A process of a contender failed; its log says why. */
public final class WorkerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WorkerException(String message) {
    super(message);
  }
}
