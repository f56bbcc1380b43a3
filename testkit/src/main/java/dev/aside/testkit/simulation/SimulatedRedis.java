package dev.aside.testkit.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The server of a simulation: the commands and scripts that Aside sends, executed one after the
 * other, with the tracking of Redis 7: one announcement for each key that was read, whoever changes
 * it, by command, expiry or eviction; null for FLUSHALL. Keys are as Redis has them: {@code
 * user:42}.
 *
 * <p>It has a replica that knows what it has been told by {@link #replicate}, and a disk that holds
 * what was there at {@link #save}.
 *
 * <p>Confined to the simulation.
 */
public final class SimulatedRedis {
  private final World world;
  private final Map<SimulatedProcess, RedisNode> strays = new HashMap<>();
  private RedisNode master;
  private Image replica;
  private Image disk;
  private Observer observer = (node, key, stored) -> {};
  private int nodes;

  /** Is told at once of what becomes of each entry. */
  @FunctionalInterface
  interface Observer {
    void changed(int node, String key, byte @Nullable [] stored);
  }

  /** The data of one moment, and until when it has heard of everything. */
  private record Image(Map<String, Keyspace.Value> values, long knownNanos) {
    static final Image EMPTY = new Image(Map.of(), 0);
  }

  SimulatedRedis(World world) {
    this.world = world;
    this.replica = Image.EMPTY;
    this.disk = Image.EMPTY;
    this.master = node(Image.EMPTY, /* fromDisk= */ false);
  }

  private RedisNode node(Image image, boolean fromDisk) {
    long ahead = (nodes == 0) ? 0 : master.clock.aheadMicros();
    int id = nodes++;
    return new RedisNode(id, fromDisk, world.time, ahead, image.values(), key -> observe(id, key));
  }

  private void observe(int node, String key) {
    if (node == master.id) { // what a former one does with its keys is of no account
      observer.changed(node, key, master.data.peek(key));
    }
  }

  void observer(Observer observer) {
    this.observer = observer;
  }

  /** The stored bytes; null if there is no such key. */
  public byte @Nullable [] get(String key) {
    return master.data.get(key);
  }

  /** The keys that are there, in their order as text. */
  public List<String> keys() {
    return master.data.image().keySet().stream().sorted().toList();
  }

  // What is kept of it

  /** The replica catches up with everything until now. */
  public void replicate() {
    replica = image();
    master.replicated(replica.values());
  }

  /** The disk holds what is there now, as after BGSAVE. */
  public void save() {
    disk = image();
  }

  private Image image() {
    return new Image(master.data.image(), world.promises.serverKnowsUntil());
  }

  // Faults

  /** The entry goes, for want of memory. */
  public void evict(String key) {
    if (master.data.unlink(key)) {
      world.coverage.count(Fault.KEY_EVICTED);
    }
  }

  /** The entry goes when {@code process} reads next, to make room for that. */
  public void evictAtNextReadOf(SimulatedProcess process, String key) {
    Session session = process.reads().session();
    if (session != null) {
      master.evictAtNextRead(session, key);
      world.coverage.count(Fault.KEY_EVICTED);
    }
  }

  /** A program of any kind sets a key, past Aside. */
  public void set(String key, String value, Duration ttl) {
    master.data.set(key, value.getBytes(StandardCharsets.UTF_8), ttl.toMillis());
  }

  /** FLUSHALL. */
  public void flushAll() {
    master.flush();
    world.coverage.count(Fault.FLUSHED);
  }

  /** At most so many keys are tracked; beyond, some are announced though they have not changed. */
  public void limitTracking(int keys) {
    master.tracking.limit(keys);
    world.coverage.count(Fault.TRACKING_TABLE_FULL);
  }

  /** Stops for so long, as by SIGSTOP: connections stay, and what arrives waits. */
  public void pause(Duration pause) {
    master.pause(pause.toNanos());
    world.coverage.count(Fault.SERVER_PAUSED);
  }

  /** Sets the wall clock forward, or back if it is negative. */
  public void moveClock(Duration by) {
    master.clock.move(TimeUnit.NANOSECONDS.toMicros(by.toNanos()));
    world.coverage.count(Fault.SERVER_CLOCK_MOVED);
  }

  /** Dies and comes back with nothing. */
  public void restartEmpty() {
    world.coverage.count(Fault.RESTARTED_EMPTY);
    replaceBy(Image.EMPTY, /* fromDisk= */ false);
  }

  /** Dies and comes back with what was saved. */
  public void restartFromDisk() {
    world.coverage.count(Fault.RESTARTED_FROM_DISK);
    replaceBy(disk, /* fromDisk= */ true);
  }

  /** Dies, and the replica takes over with what it knows. */
  public void failOver() {
    world.coverage.count(Fault.FAILED_OVER);
    replaceBy(replica, /* fromDisk= */ false);
  }

  private void replaceBy(Image image, boolean fromDisk) {
    RedisNode old = master;
    master = node(image, fromDisk);
    replica = image;
    old.die();
    world.promises.restored(image.knownNanos());
  }

  /**
   * The network parts: the replica takes over for all but {@code process}, which stays with the old
   * master, which takes writes for {@code patience} more and then, without replicas, refuses them.
   * Ends with {@link #join}.
   */
  public void split(SimulatedProcess process, Duration patience) {
    RedisNode old = master;
    master = node(replica, /* fromDisk= */ false);
    strays.put(process, old);
    old.loseAllBut(process.clock());
    world.time.after(patience.toNanos(), old::refuseWrites);
  }

  /** The network is whole again, and there is one master. */
  public void join() {
    strays.values().forEach(RedisNode::die);
    strays.clear();
  }

  /** Another node owns all keys from here on; who asks the old one is redirected. */
  public void moveKeys() {
    RedisNode old = master;
    master = node(image(), /* fromDisk= */ false);
    old.handOver(master);
  }

  /** Where the address leads for {@code process}. */
  RedisNode addressFor(SimulatedProcess process) {
    return strays.getOrDefault(process, master);
  }

  /** Whether a write of {@code key} is noted. */
  boolean isNoted(String key) {
    return master.writes.isNoted(key);
  }

  /** One of the keys that are there; null if there is none. */
  @Nullable String anyKey(RandomGenerator random) {
    List<String> keys = keys();
    return keys.isEmpty() ? null : keys.get(random.nextInt(keys.size()));
  }
}
