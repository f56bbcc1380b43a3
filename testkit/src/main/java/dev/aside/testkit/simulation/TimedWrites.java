package dev.aside.testkit.simulation;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The connection for writes, whose heartbeat asks for the server's time. Confined to the
 * simulation.
 */
final class TimedWrites implements SimulatedLink.Use {
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private final ProcessClock clock;
  private final Resurrection resurrection;
  private final Runnable changed;
  private boolean known;
  private long aheadNanos;

  /** Calls {@code changed} when the connection comes or goes. */
  TimedWrites(ProcessClock clock, Resurrection resurrection, Runnable changed) {
    this.resurrection = resurrection;
    this.clock = clock;
    this.changed = changed;
  }

  @Override
  public CompletionStage<?> prepare(Wire wire) {
    return probe(wire).thenRun(() -> resurrection.seen(wire.node()));
  }

  @Override
  public CompletionStage<?> probe(Wire wire) {
    return wire.send("time", (node, session) -> node.clock.millis()).thenAccept(this::answered);
  }

  private void answered(long millis) {
    known = true;
    aheadNanos = TimeUnit.MILLISECONDS.toNanos(millis) - clock.nanoTime();
  }

  /** Milliseconds of the server's clock; 0 while not known. */
  long estimatedMillis() {
    return known ? TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() + aheadNanos) : 0;
  }

  @Override
  public Duration heartbeat() {
    return HEARTBEAT;
  }

  @Override
  public void up(Wire wire) {
    resurrection.writesUp(wire);
    changed.run();
  }

  @Override
  public void down() {
    resurrection.writesDown();
    changed.run();
  }

  @Override
  public void changed(String key) {
    // Nothing is read here, so nothing is announced.
  }

  @Override
  public void flushed() {
    // As above.
  }
}
