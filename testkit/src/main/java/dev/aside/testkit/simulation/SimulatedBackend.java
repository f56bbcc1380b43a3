package dev.aside.testkit.simulation;

import dev.aside.spi.Backend;
import dev.aside.spi.Broker;
import dev.aside.spi.MessageLog;
import dev.aside.spi.RemoteStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the process has of the server: its two links, and what is to be done when both are there
 * again. Confined to the simulation.
 */
final class SimulatedBackend implements Backend {
  private final SimulatedLink reads;
  private final SimulatedLink writes;
  private final SimulatedCoherence coherence;
  private final SimulatedStore store;
  private final Canary canary;
  private final VirtualTime time;
  private final Resurrection resurrection = new Resurrection();
  private final List<Recovered> onRecovery = new ArrayList<>();
  private boolean available;
  private boolean readsUp;
  private boolean writesUp;
  private boolean lost; // a link, ever
  private long recoveredNanos = -1;

  SimulatedBackend(World world, ProcessClock clock, Supplier<RedisNode> address, String canaryKey) {
    time = world.time;
    coherence = new SimulatedCoherence(clock, resurrection, this::look);
    TimedWrites timed = new TimedWrites(clock, resurrection, this::look);
    reads = new SimulatedLink(world, clock, address, coherence, /* ofReads= */ true);
    writes = new SimulatedLink(world, clock, address, timed, /* ofReads= */ false);
    canary = new Canary(canaryKey, clock, reads, writes, coherence::begin);
    coherence.canary(canary);
    store = new SimulatedStore(new Exchange(reads, writes, canary), coherence, timed);
  }

  void start() {
    reads.connect();
    writes.connect();
    canary.start();
  }

  SimulatedLink reads() {
    return reads;
  }

  SimulatedLink writes() {
    return writes;
  }

  SimulatedCoherence simulatedCoherence() {
    return coherence;
  }

  /** When both links last came to stand after at least one did not; -1: never. */
  long recoveredNanos() {
    return recoveredNanos;
  }

  /** A link has come or gone. */
  private void look() {
    boolean was = available;
    available = store.isAvailable();
    lost |= (readsUp && !reads.isUp()) || (writesUp && !writes.isUp());
    readsUp = reads.isUp();
    writesUp = writes.isUp();
    if (available && !was) {
      recoveredNanos = time.now();
      canary.send();
      onRecovery.forEach(task -> task.run(lost));
    }
  }

  /** Whether both links stand and something has been answered on each a moment ago. */
  boolean isAnswering() {
    return reads.isAnswering() && writes.isAnswering();
  }

  @Override
  public RemoteStore store() {
    return store;
  }

  @Override
  public Broker broker() {
    throw new UnsupportedOperationException("The simulation has no topics");
  }

  @Override
  public MessageLog log() {
    throw new UnsupportedOperationException("The simulation has no topics");
  }

  @Override
  public List<String> troubles() {
    return available ? List.of() : List.of("a link is down in the simulation");
  }

  @Override
  public List<String> limitations() {
    return List.of();
  }

  @Override
  public void onResurrection(Runnable task) {
    resurrection.add(task);
  }

  @Override
  public void onRecovery(Recovered task) {
    onRecovery.add(task);
    if (available) {
      task.run(lost);
    }
  }

  @Override
  public void close() {
    reads.die();
    writes.die();
  }
}
