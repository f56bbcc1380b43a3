package dev.aside.bench.measure;

import dev.aside.bench.run.Metrics;
import java.util.List;

/** A contender in one discipline: something that can run a round. */
public interface Entrant {
  /** As the table shows it. */
  String name();

  /** The processes that work in its rounds; their processor time is ours. */
  List<Long> pids();

  /** Runs one round. */
  Metrics round() throws Exception;
}
