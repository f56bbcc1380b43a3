package dev.aside.testkit.simulation;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A key of the process's own that is read on the one connection and changed on the other, each
 * second: that its announcement comes shows that announcements come at all, and that both
 * connections lead to the same server. Without it for two seconds the connection for reads is given
 * up; what a server says that refuses the change counts no more. Confined to the simulation.
 */
final class Canary {
  /** What a canary may keep us waiting. */
  private static final long MAX_ABSENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ROUNDING_NANOS = 1_000;
  private static final long LIFE_MILLIS = 10_000;
  private static final byte[] SONG = {'1'};

  private final String key;
  private final ProcessClock clock;
  private final SimulatedLink reads;
  private final SimulatedLink writes;
  private final Runnable onHeard;
  private long heardNanos; // or since when there is a connection to hear it on
  private boolean refused;

  Canary(
      String key, ProcessClock clock, SimulatedLink reads, SimulatedLink writes, Runnable onHeard) {
    this.key = key;
    this.clock = clock;
    this.reads = reads;
    this.writes = writes;
    this.onHeard = onHeard;
  }

  /** From now on, each second. */
  void start() {
    long patience = MAX_ABSENCE_NANOS - (clock.nanoTime() - heardNanos);
    if (patience < PERIOD_NANOS) {
      clock.schedule(patience + ROUNDING_NANOS, this::checkHeard);
    }
    send();
    clock.schedule(PERIOD_NANOS, this::start);
  }

  private void checkHeard() {
    if (reads.isUp() && clock.nanoTime() - heardNanos >= MAX_ABSENCE_NANOS) {
      reads.cut();
    }
  }

  /** There is a new connection for reads. */
  void renew() {
    heardNanos = clock.nanoTime();
  }

  /** Sends it now, if it can be sent. */
  void send() {
    if (reads.isUp() && writes.isUp()) {
      reads
          .send(
              "canary",
              (node, session) -> node.read(session, List.of(key), data -> data.exists(key)))
          .thenCompose(read -> writes.send("canary", this::sing))
          .whenComplete((done, error) -> sent(error));
    }
  }

  private boolean sing(RedisNode node, Session session) {
    return node.write(
        session,
        owner -> {
          owner.data.set(key, SONG, LIFE_MILLIS);
          return true;
        });
  }

  private void sent(@Nullable Throwable error) {
    if (error == null) {
      refused = false;
    } else if (isFromServer(error)) { // another server may take writes, and this one knows it not
      refused = true;
      reads.cut();
      writes.cut();
    }
  }

  private static boolean isFromServer(Throwable error) {
    return error instanceof ServerException || error.getCause() instanceof ServerException;
  }

  /** Whether the server has refused it lately. */
  boolean isRefused() {
    return refused;
  }

  /** Whether {@code changed} announces it. */
  boolean isHeard(String changed) {
    if (!changed.equals(key)) {
      return false;
    }
    heardNanos = clock.nanoTime();
    onHeard.run();
    return true;
  }
}
