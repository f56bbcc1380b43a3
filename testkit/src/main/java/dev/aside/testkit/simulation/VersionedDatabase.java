package dev.aside.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The source of truth of a simulation: it keeps a version for each row, and counts it up with each
 * commit, so that whoever reads can be told how old an answer is. A row that was never written has
 * version 0, which stands for absence. Reads and commits take their time; what a read returns was
 * true at one moment in between.
 *
 * <p>Confined to the simulation and its threads.
 */
public final class VersionedDatabase {
  private final World world;
  private final Map<String, List<Commit>> commits = new HashMap<>();
  private long lookedAtNanos = -1;
  private long reads;

  private record Commit(long version, long nanos) {}

  VersionedDatabase(World world) {
    this.world = world;
  }

  /**
   * The version of {@code row}, as of one moment of this call. On a thread of the simulation, where
   * loaders run, this takes between nothing and 20 ms, now and then up to 3 s.
   */
  public long read(String row) {
    reads++;
    if (!world.threads.isCurrent()) {
      return versionAt(row, (lookedAtNanos < 0) ? world.time.now() : lookedAtNanos);
    }
    world.pass(world.databaseNanos());
    long version = version(row);
    world.pass(world.databaseNanos());
    return version;
  }

  /** Changes {@code row}; takes as long as {@link #read}. */
  public long commit(String row) {
    boolean takesTime = world.threads.isCurrent();
    if (takesTime) {
      world.pass(world.databaseNanos());
    }
    List<Commit> history = commits.computeIfAbsent(row, first -> new ArrayList<>());
    long version = history.size() + 1L;
    history.add(new Commit(version, world.time.now()));
    world.tell(() -> "database: row " + row + " has version " + version);
    if (takesTime) {
      world.pass(world.databaseNanos());
    }
    return version;
  }

  /** The version of {@code row} now, without taking any time. */
  public long version(String row) {
    return versionAt(row, world.time.now());
  }

  /** How often it has been read. */
  public long reads() {
    return reads;
  }

  private long versionAt(String row, long nanos) {
    List<Commit> history = commits.getOrDefault(row, List.of());
    for (int i = history.size() - 1; i >= 0; i--) {
      if (history.get(i).nanos() <= nanos) {
        return history.get(i).version();
      }
    }
    return 0;
  }

  /** Runs a task whose reads have looked at the database at {@code nanos}, and return now. */
  void runAsOf(long nanos, Runnable task) {
    long outer = lookedAtNanos;
    lookedAtNanos = nanos;
    try {
      task.run();
    } finally {
      lookedAtNanos = outer;
    }
  }
}
