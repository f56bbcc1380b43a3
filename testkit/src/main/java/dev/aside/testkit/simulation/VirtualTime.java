package dev.aside.testkit.simulation;

import java.util.PriorityQueue;

/**
 * Time that goes from one event to the next. Events of one moment happen in the order in which they
 * were planned. Confined to the simulation.
 */
final class VirtualTime {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long planned;

  /** Something that happens at its moment. */
  private record Event(long due, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(due, other.due);
      return (byTime != 0) ? byTime : Long.compare(number, other.number);
    }
  }

  /** Nanoseconds since the beginning. */
  long now() {
    return now;
  }

  void at(long nanos, Runnable action) {
    events.add(new Event(Math.max(now, nanos), planned++, action));
  }

  void after(long nanos, Runnable action) {
    at(now + nanos, action);
  }

  /** Lets happen what is planned until {@code target}, what is planned meanwhile included. */
  void advanceTo(long target) {
    while (step(target)) {
      // The next one.
    }
  }

  /** Lets the next event happen if it is due by {@code limit}; else moves there, and says false. */
  boolean step(long limit) {
    Event next = events.peek();
    if (next == null || next.due > limit) {
      now = Math.max(now, limit);
      return false;
    }
    events.remove();
    now = Math.max(now, next.due);
    next.action.run();
    return true;
  }
}
