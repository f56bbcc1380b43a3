package dev.aside.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is writing which row. Whoever puts a value without a version must be the only one from the
 * commit to the end of the put, as nobody can tell the order of two. What the dead have held is
 * free, as in a database. Confined to its simulation.
 */
final class RowLocks {
  private final Map<String, SimulatedProcess> alone = new HashMap<>();
  private final Map<String, List<SimulatedProcess>> together = new HashMap<>();

  /** Whether {@code row} may be written together with others. */
  boolean isShared(String row) {
    @Nullable SimulatedProcess holder = alone.get(row);
    return holder == null || !holder.isAlive();
  }

  /** One more write of {@code row} begins. */
  void enter(String row, SimulatedProcess writer) {
    together.computeIfAbsent(row, first -> new ArrayList<>()).add(writer);
  }

  void leave(String row, SimulatedProcess writer) {
    together.getOrDefault(row, List.of()).remove(writer);
  }

  /** Whether {@code writer} has the row for itself now; false if somebody is writing it. */
  boolean lock(String row, SimulatedProcess writer) {
    if (!isShared(row)
        || together.getOrDefault(row, List.of()).stream().anyMatch(SimulatedProcess::isAlive)) {
      return false;
    }
    alone.put(row, writer);
    return true;
  }

  void unlock(String row) {
    alone.remove(row);
  }
}
