package dev.aside.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the server has come back with data from its disk, in which entries live again that
 * were removed since, and runs what is to be done about it. Each new connection asks; the tasks run
 * when there is one for writes, and until what they have sent was executed none for reads is used.
 * Confined to the simulation.
 */
final class Resurrection {
  /** Questions on the connection for writes, until what the tasks have sent was executed. */
  private static final int ROUND_TRIPS = 3;

  private final List<Runnable> tasks = new ArrayList<>();
  private CompletableFuture<Boolean> settled = CompletableFuture.completedFuture(true);
  private int last = -1;
  private boolean due;
  private @Nullable Wire writes;

  void add(Runnable task) {
    tasks.add(task);
  }

  /** A new connection leads to {@code node}. */
  void seen(RedisNode node) {
    if (node.id != last && last >= 0 && node.fromDisk) {
      due = true;
      settled = settled.isDone() ? new CompletableFuture<>() : settled;
      if (writes != null) { // it was there first, and nobody would run the tasks
        writes.cut();
      }
    }
    last = node.id;
  }

  /** Completes when what is read is what is to be read. */
  CompletableFuture<Boolean> settled() {
    return settled.copy();
  }

  /** {@code writes} can be used: runs the tasks if they are due. */
  void writesUp(Wire wire) {
    writes = wire;
    if (due) {
      due = false;
      tasks.forEach(Runnable::run);
      settle(wire, ROUND_TRIPS);
    }
  }

  /** There is no connection for writes any more. */
  void writesDown() {
    writes = null;
  }

  private void settle(Wire wire, int roundTrips) {
    wire.send("ping", (node, session) -> "PONG")
        .whenComplete(
            (pong, error) -> {
              if (error == null && roundTrips > 1) {
                settle(wire, roundTrips - 1);
              } else if (error == null) {
                settled.complete(true);
              } else { // again, now or with the next connection
                due = true;
                if (wire.isOpen()) {
                  writesUp(wire);
                }
              }
            });
  }
}
