package dev.aside.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What no read may fall below. Each write that was confirmed obliges: at once the readers of its
 * own process, and strict ones; a little more than the lag later all others. Where a server has
 * taken over that may not have heard of it, it obliges again once all that live have replayed what
 * they know, and no more if its process has died. Confined to the simulation.
 */
final class Promises {
  private final World world;
  private final Map<String, List<Confirmation>> confirmed = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private final List<SimulatedProcess> replaying = new ArrayList<>();
  private long restores;
  private long restoredNanos = -1;
  private long knownNanos;
  private long judged;

  /** A read that has begun: what it may not fall below, as far as was known then. */
  record Reading(
      SimulatedProcess reader,
      String row,
      boolean strict,
      long begunNanos,
      long othersNanos,
      long restores,
      Floor floor) {}

  /** A version, and why it is the least. */
  record Floor(long version, String promise) {
    static final Floor NONE = new Floor(0, "nothing");
  }

  Promises(World world) {
    this.world = world;
  }

  // Writes

  /** The write of {@code version} has returned in {@code writer}, which lives. */
  void confirm(SimulatedProcess writer, String row, long version) {
    if (writer.isAlive()) {
      add(row, new Confirmation(version, writer, /* obligesOthers= */ true, world.time.now()));
    }
  }

  /** As {@link #confirm}, and it has waited for the others, which it obliges at once (C5). */
  void confirmSettled(SimulatedProcess writer, String row, long version) {
    if (writer.isAlive()) {
      Confirmation settled =
          new Confirmation(version, writer, /* obligesOthers= */ true, world.time.now());
      settled.resume(world.time.now() - world.lagNanos - 1);
      add(row, settled);
    }
  }

  /** The write of {@code version} has returned in {@code writer}, which was told that it failed. */
  void confirmToItself(SimulatedProcess writer, String row, long version) {
    if (writer.isAlive()) {
      add(row, new Confirmation(version, writer, /* obligesOthers= */ false, world.time.now()));
    }
  }

  /** The commit of {@code version} stands under the protection of the server. */
  void confirm(String row, long version) {
    add(row, new Confirmation(version, null, /* obligesOthers= */ true, world.time.now()));
  }

  /** Where a server has taken over, the confirmation may have been the old one's. */
  private void add(String row, Confirmation confirmation) {
    if (restoredNanos >= 0) {
      confirmation.suspend();
    }
    confirmed.computeIfAbsent(row, first -> new ArrayList<>()).add(confirmation);
  }

  // Reads

  /** {@code reader} begins to read. */
  Reading begin(SimulatedProcess reader, String row, boolean strict) {
    look();
    long now = world.time.now();
    long others = strict ? now : Math.min(now - world.lagNanos, reader.informedUntilNanos());
    return new Reading(
        reader, row, strict, now, others, restores, floor(reader, row, strict, now, others));
  }

  private Floor floor(SimulatedProcess reader, String row, boolean strict, long now, long others) {
    Floor floor = Floor.NONE;
    for (Confirmation each : confirmed.getOrDefault(row, List.of())) {
      boolean own = each.obligesWriter(reader, now);
      if (each.version > floor.version() && (own || each.obligesAll(others))) {
        floor = new Floor(each.version, promise(own, strict));
      }
    }
    return floor;
  }

  private static String promise(boolean own, boolean strict) {
    if (own) {
      return "C2 (its own write)";
    }
    return strict ? "C4 (strict)" : "C3 (within the lag)";
  }

  /** The read has returned; if another server has taken over meanwhile, that is taken in. */
  void judge(Reading read, Supplier<String> what, long version) {
    judge(
        (read.restores() == restores)
            ? read.floor()
            : floor(
                read.reader(), read.row(), read.strict(), read.begunNanos(), read.othersNanos()),
        what,
        version);
  }

  void judge(Floor floor, Supplier<String> what, long version) {
    judged++;
    if (version < floor.version()) {
      violation(
          "%s returned version %d (expected: %d or later by %s)"
              .formatted(what.get(), version, floor.version(), floor.promise()));
    }
  }

  // Servers that take over

  /** Until when the server of now has surely heard of everything that was confirmed. */
  long serverKnowsUntil() {
    look();
    return (restoredNanos < 0) ? world.time.now() : knownNanos;
  }

  /** A server has taken over that has heard of everything until {@code imageNanos}. */
  void restored(long imageNanos) {
    restores++;
    knownNanos = imageNanos;
    restoredNanos = world.time.now();
    replaying.clear();
    replaying.addAll(world.living);
    for (List<Confirmation> ofRow : confirmed.values()) {
      ofRow.removeIf(
          each -> each.isForItself() || (each.isLaterThan(imageNanos) && each.isOfTheDead()));
      ofRow.stream().filter(each -> each.isLaterThan(imageNanos)).forEach(Confirmation::suspend);
    }
  }

  /** Whether those that live have replayed by now what the new server may not know. */
  void look() {
    if (restoredNanos < 0) {
      return;
    }
    replaying.removeIf(process -> !process.isAlive() || process.hasReplayedSince(restoredNanos));
    if (replaying.isEmpty()) {
      restoredNanos = -1;
      for (List<Confirmation> ofRow : confirmed.values()) {
        ofRow.removeIf(each -> each.isSuspended() && each.isOfTheDead());
        ofRow.stream()
            .filter(Confirmation::isSuspended)
            .forEach(each -> each.resume(world.time.now()));
      }
    }
  }

  // What is found

  void violation(String what) {
    violations.add("seed %d, at %.3f s: %s".formatted(world.seed, seconds(), what));
    world.tell(() -> "VIOLATION " + what);
  }

  /** Since the beginning. */
  double seconds() {
    return world.time.now() / 1e9;
  }

  List<String> violations() {
    return violations;
  }

  long judged() {
    return judged;
  }
}
