package dev.aside.testkit.simulation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How often each kind of fault has hit something. Confined to the simulation. */
final class Coverage {
  private final Map<Fault, Integer> hits = new EnumMap<>(Fault.class);

  /** Counts one; true, so that it can stand in a condition. */
  boolean count(Fault fault) {
    hits.merge(fault, 1, Integer::sum);
    return true;
  }

  Map<Fault, Integer> hits() {
    return Collections.unmodifiableMap(hits);
  }
}
