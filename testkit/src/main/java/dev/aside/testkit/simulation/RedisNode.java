package dev.aside.testkit.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One redis-server: its data, its scripts, who has read what, and the connections to it. It does
 * one command at a time, in the order in which they arrive. Confined to the simulation.
 */
final class RedisNode {
  final int id;

  /** Whether it started with data from a disk, where entries that were removed live again. */
  final boolean fromDisk;

  final ServerClock clock;
  final Keyspace data;
  final Tracking tracking = new Tracking();
  final EntryScripts entries;
  final WriteScripts writes;
  final TagScripts tags;
  final PlainScripts plain;

  private final VirtualTime time;
  private final Set<Wire> wires = new LinkedHashSet<>(); // ordered: seeds replay
  private final ArrayDeque<Runnable> arrived = new ArrayDeque<>();
  private boolean paused;
  private boolean dead;
  private boolean refusing;
  private @Nullable RedisNode successor;
  private @Nullable Session evicting;
  private String victim = "";
  private Map<String, Keyspace.Value> replicated = Map.of();

  RedisNode(
      int id,
      boolean fromDisk,
      VirtualTime time,
      long clockAheadMicros,
      Map<String, Keyspace.Value> image,
      Keyspace.Watcher observer) {
    this.id = id;
    this.fromDisk = fromDisk;
    this.time = time;
    clock = new ServerClock(time, clockAheadMicros);
    data =
        new Keyspace(
            time,
            clock::millis,
            key -> {
              tracking.modified(key);
              observer.modified(key);
            });
    entries = new EntryScripts(data, clock);
    writes = new WriteScripts(data, clock, entries);
    tags = new TagScripts(data, clock);
    plain = new PlainScripts(data, clock);
    data.load(image);
  }

  /** A request has arrived; it is executed when those before it are, unless the node dies. */
  void arrive(Runnable execution) {
    if (paused || !arrived.isEmpty()) {
      arrived.add(execution);
    } else if (!dead) {
      execution.run();
    }
  }

  /** Executes a command that only reads; what it reads is remembered for {@code session}. */
  <T extends @Nullable Object> T read(
      Session session, List<String> keys, Function<Keyspace, T> command) {
    tracking.begin(session);
    evictFor(session);
    T reply = command.apply(readable());
    keys.forEach(key -> tracking.remember(session, key));
    return reply;
  }

  /** Executes a command that may change something. */
  <T extends @Nullable Object> T write(Session session, Function<RedisNode, T> command) {
    tracking.begin(session);
    if (refusing) {
      throw new ServerException("NOREPLICAS Not enough good replicas to write.");
    }
    return command.apply((successor == null) ? this : successor);
  }

  /** The reply of the command is on its way. */
  void replied() {
    tracking.end();
  }

  /** What is read is what the owner of the keys has now, never what a replica has heard of. */
  private Keyspace readable() {
    return (successor == null) ? data : successor.data;
  }

  /** What a replica has heard of so far. */
  void replicated(Map<String, Keyspace.Value> image) {
    replicated = image;
  }

  Map<String, Keyspace.Value> replicated() {
    return replicated;
  }

  private void evictFor(Session session) {
    if (session == evicting) {
      evicting = null;
      data.unlink(victim);
    }
  }

  /** Memory runs short when {@code session} reads next, and {@code key} is what it costs. */
  void evictAtNextRead(Session session, String key) {
    evicting = session;
    victim = key;
  }

  /** Who is not of {@code process} cannot be reached any more. */
  void loseAllBut(ProcessClock process) {
    List.copyOf(wires).stream().filter(wire -> !wire.isOf(process)).forEach(Wire::closedByServer);
  }

  void flush() {
    data.flush();
    List<Session> sessions = new ArrayList<>();
    wires.forEach(wire -> sessions.add(wire.session()));
    tracking.flushed(sessions);
  }

  /** Stops, as by SIGSTOP: connections stay, and what arrives waits. */
  void pause(long nanos) {
    paused = true;
    time.after(nanos, this::resume);
  }

  private void resume() {
    paused = false;
    while (!paused && !arrived.isEmpty()) {
      Runnable next = arrived.remove();
      if (!dead) {
        next.run();
      }
    }
  }

  /** The process is gone; its machine tells those who are connected, as far as they can hear. */
  void die() {
    dead = true;
    List.copyOf(wires).forEach(Wire::closedByServer);
  }

  boolean isDead() {
    return dead;
  }

  /** Its replicas are gone, and with {@code min-replicas-to-write} so are its rights. */
  void refuseWrites() {
    refusing = true;
  }

  /** Another node owns the keys: they leave, which is announced, and commands are redirected. */
  void handOver(RedisNode to) {
    successor = to;
    data.image().keySet().forEach(data::unlink);
  }

  /** Whether it answers with a redirection to another node. */
  boolean isRedirecting() {
    return successor != null;
  }

  void connected(Wire wire) {
    wires.add(wire);
  }

  void disconnected(Wire wire) {
    wires.remove(wire);
    tracking.forget(wire.session());
  }
}
