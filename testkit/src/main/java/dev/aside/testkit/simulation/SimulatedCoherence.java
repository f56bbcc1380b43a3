package dev.aside.testkit.simulation;

import dev.aside.spi.Coherence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The connection for reads and what it tells: tracking is on before anything is read, an answered
 * PING is a barrier, and an epoch begins when the {@link Canary} has come through. Confined to the
 * simulation.
 */
final class SimulatedCoherence implements Coherence, SimulatedLink.Use {
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** Heartbeats per permitted lag, so that one that is late does no harm. */
  private static final int BEATS_PER_LAG = 4;

  private final ProcessClock clock;
  private final Resurrection resurrection;
  private final Runnable changed;
  private final List<Listener> listeners = new ArrayList<>();
  private final Distrust distrust;
  private Duration maxLag = HEARTBEAT.multipliedBy(BEATS_PER_LAG);
  private @Nullable Canary canary;
  private @Nullable Runnable preemption;
  private long epochs;
  private long epoch;
  private long barrierNanos;

  /** Calls {@code changed} when the connection comes or goes. */
  SimulatedCoherence(ProcessClock clock, Resurrection resurrection, Runnable changed) {
    this.resurrection = resurrection;
    this.clock = clock;
    this.changed = changed;
    this.distrust = new Distrust(clock);
    this.barrierNanos = clock.nanoTime();
  }

  ProcessClock clock() {
    return clock;
  }

  /** Set before the links connect. */
  void canary(Canary canary) {
    this.canary = canary;
  }

  // The link

  @Override
  public CompletionStage<?> prepare(Wire wire) {
    return track(wire)
        .thenCompose(on -> probe(wire))
        .thenCompose(
            pong -> {
              resurrection.seen(wire.node());
              return resurrection.settled();
            });
  }

  private CompletionStage<?> track(Wire wire) {
    return wire.send(
        "tracking on",
        (node, session) -> {
          session.track(withoutOwn());
          return "OK";
        });
  }

  /** NOLOOP: it would lose what the server evicts during a command of ours. */
  private static boolean withoutOwn() {
    return false;
  }

  @Override
  public CompletionStage<?> probe(Wire wire) {
    if (clock.hasStoodStill()) { // barriers from before that look newer than they are
      flushed();
    }
    long askedNanos = clock.nanoTime();
    return wire.send("ping", (node, session) -> "PONG").thenAccept(pong -> passed(askedNanos));
  }

  /** Forward only: an answer may be handled after that to a later question. */
  private void passed(long askedNanos) {
    if (askedNanos - barrierNanos > 0) {
      distrust.barrier(barrierNanos, askedNanos, maxLag.toNanos());
      barrierNanos = askedNanos;
    }
  }

  @Override
  public Duration heartbeat() {
    Duration perLag = maxLag.dividedBy(BEATS_PER_LAG);
    return (perLag.compareTo(HEARTBEAT) < 0) ? perLag : HEARTBEAT;
  }

  @Override
  public void up(Wire wire) {
    if (canary != null) {
      canary.renew();
    }
    changed.run();
  }

  @Override
  public void down() {
    end();
    changed.run();
  }

  @Override
  public void changed(String key) {
    if (canary == null || !canary.isHeard(key)) {
      byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
      listeners.forEach(listener -> listener.changed(bytes));
    }
  }

  @Override
  public void flushed() {
    if (epoch != 0) {
      end();
      begin();
    }
  }

  // Epochs

  /** What is read from here on is announced: the canary has shown it. */
  void begin() {
    if (epoch == 0) {
      epoch = ++epochs;
      distrust.ends();
    }
  }

  private void end() {
    if (epoch != 0) {
      epoch = 0;
      distrust.begins(barrierNanos, maxLag.toNanos());
      listeners.forEach(Listener::interrupted);
    }
  }

  /** Whether copies of now may be served. */
  boolean isTrusted() {
    return epoch != 0 && clock.nanoTime() - barrierNanos <= maxLag.toNanos();
  }

  /** The thread that next looks at the barrier loses its processor, and this happens meanwhile. */
  void preempt(Runnable meanwhile) {
    preemption = meanwhile;
  }

  void calm() {
    preemption = null;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long barrierNanos() {
    Runnable meanwhile = preemption;
    preemption = null;
    if (meanwhile != null) {
      meanwhile.run();
    }
    return barrierNanos;
  }

  @Override
  public void keepWithin(Duration lag) {
    if (lag.compareTo(maxLag) < 0) {
      maxLag = lag;
    }
  }

  @Override
  public void onChange(Listener listener) {
    listeners.add(listener);
  }

  @Override
  public long distrustedNanos() {
    return distrust.nanos((epoch == 0) ? 0 : clock.nanoTime() - barrierNanos - maxLag.toNanos());
  }
}
