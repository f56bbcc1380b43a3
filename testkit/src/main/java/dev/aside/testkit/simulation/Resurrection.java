package dev.aside.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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

  void add(Runnable task) {
    tasks.add(task);
  }

  /** A new connection leads to {@code node}. */
  void seen(RedisNode node) {
    if (node.id != last && last >= 0 && node.fromDisk) {
      due = true;
      settled = settled.isDone() ? new CompletableFuture<>() : settled;
    }
    last = node.id;
  }

  /** Completes when what is read is what is to be read. */
  CompletableFuture<Boolean> settled() {
    return settled.copy();
  }

  /** {@code writes} can be used: runs the tasks if they are due. */
  void writesUp(Wire writes) {
    if (due) {
      due = false;
      tasks.forEach(Runnable::run);
      settle(writes, ROUND_TRIPS);
    }
  }

  private void settle(Wire writes, int roundTrips) {
    writes
        .send("ping", (node, session) -> "PONG")
        .whenComplete(
            (pong, error) -> {
              if (error == null && roundTrips > 1) {
                settle(writes, roundTrips - 1);
              } else if (error == null) {
                settled.complete(true);
              } else { // again, now or with the next connection
                due = true;
                if (writes.isOpen()) {
                  writesUp(writes);
                }
              }
            });
  }
}
