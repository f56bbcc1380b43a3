package dev.aside.bench.run;

import java.io.Closeable;
import java.io.IOException;

/**
 * What is measured, in a JVM of its own: made by its constructor without parameters, opened once,
 * measured in rounds, closed. Confined to the main thread of its JVM.
 */
public interface Subject extends Closeable {
  /** Gets ready: connects, fills. What it returns is reported once, such as a port. */
  Metrics open(Settings settings) throws Exception;

  /** One round. A metric {@link #INVALID} above zero says that the round did something else. */
  Metrics measure(Settings round) throws Exception;

  @Override
  void close() throws IOException;

  /** How many operations of a round were not what the round is about, such as loads among hits. */
  String INVALID = "invalid";
}
