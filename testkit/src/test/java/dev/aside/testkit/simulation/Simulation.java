package dev.aside.testkit.simulation;

import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Caches;
import dev.aside.cache.Freshness;
import dev.aside.cache.Loader;
import dev.aside.cache.LocalOptions;
import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.BackendProvider;
import dev.aside.spi.Environment;
import dev.aside.spi.Lifetime;
import dev.aside.testkit.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of processes on one server, in one thread and in virtual time: everything that happens is
 * drawn from one seed. The database counts versions, so that each read can be judged by when it
 * began. Confined to its thread.
 */
final class Simulation {
  static final Duration LAG = Duration.ofSeconds(1);

  private static final int PROCESSES = 3;
  private static final int KEYS = 4;

  /** Longer than it takes to connect again and to send again what was removed lately. */
  private static final Duration REPLAYED = Duration.ofSeconds(3);

  /** Longer than any read without faults. */
  private static final Duration CALM = Duration.ofSeconds(10);

  /** Longer than any lease, stall, retry and reconnection. */
  private static final Duration QUIET = Duration.ofSeconds(15);

  /** What can happen at a step, and how often. */
  enum Event {
    READ(50),
    STRICT_READ(6),
    WRITE(9),
    TRANSACTION(5),
    WAIT(20),
    EVICTION(2),
    FAILOVER(1),
    CUT_READS(2),
    CUT_WRITES(2),
    STALL_READS(2),
    CRASH(1);

    private static final int TOTAL = 100;

    private final int weight;

    Event(int weight) {
      this.weight = weight;
    }

    static Event drawn(Random random) {
      int left = random.nextInt(TOTAL);
      for (Event event : values()) {
        left -= event.weight;
        if (left < 0) {
          return event;
        }
      }
      throw new IllegalStateException("The weights add up to less than " + TOTAL);
    }
  }

  /** One process. */
  private final class Process {
    final SimulatedLink link = new SimulatedLink(time, random, server.store());
    final AsideCache<String, String> cache =
        Caches.over(link, new Environment(time, random, Simulation.this::execute), "")
            .builder("k", String.class, Codec.utf8())
            .local(LocalOptions.defaults().maxLocalLag(LAG))
            .loadTimeout(Duration.ofSeconds(2))
            .build();

    /** The newest version of each key whose invalidation by this process has been confirmed. */
    final int[] invalidated = new int[KEYS];

    /** By key: all versions whose invalidation by this process has been confirmed. */
    final List<Set<Integer>> removed =
        Stream.generate(() -> (Set<Integer>) new HashSet<Integer>()).limit(KEYS).toList();
  }

  /** What a read may no longer return, as known when it began. */
  private record Floor(int version, String promise) {}

  private final long seed;
  private final Random random;
  private final ManualTime time = ManualTime.create();
  private final Backend server;
  private final Process[] processes = new Process[PROCESSES];
  private final int[] database = new int[KEYS];
  private final List<byte @Nullable []> replica = new ArrayList<>();

  /** What the database held when the loader that now returns looked at it. */
  private int[] seen = new int[KEYS];

  /** By key: when the invalidation of a version was confirmed. */
  private final List<Map<Integer, Duration>> confirmed = new ArrayList<>();

  /** When the replays after the last failover are over. */
  private Duration replayed = Duration.ZERO;

  private final List<String> violations = new ArrayList<>();
  private final Map<Event, Integer> happened = new EnumMap<>(Event.class);
  private int answers;
  private long localHits;

  Simulation(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.server =
        ServiceLoader.load(BackendProvider.class)
            .findFirst()
            .orElseThrow()
            .open(
                BackendConfig.of(
                    "memory:",
                    null,
                    "sim",
                    "",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    time,
                    random));
    for (int key = 0; key < KEYS; key++) {
      confirmed.add(new HashMap<>());
      replica.add(null);
    }
    for (int i = 0; i < PROCESSES; i++) {
      processes[i] = new Process();
    }
  }

  /** Lets {@code steps} things happen, waits until all is quiet, and compares every copy. */
  Simulation run(int steps) {
    for (int i = 0; i < steps; i++) {
      Event event = Event.drawn(random);
      happened.merge(event, 1, Integer::sum);
      if (random.nextInt(10) == 0) {
        replicate();
      }
      happen(event);
      time.advance(Duration.ofNanos(random.nextInt(400_000)));
    }
    time.advance(QUIET);
    checkQuiet();
    return this;
  }

  private void happen(Event event) {
    int slot = random.nextInt(PROCESSES);
    Process process = processes[slot];
    int key = random.nextInt(KEYS);
    switch (event) {
      case READ -> read(process, key, Freshness.NORMAL);
      case STRICT_READ -> read(process, key, Freshness.STRICT);
      case WRITE -> write(process, key);
      case TRANSACTION -> transact(process, key);
      case WAIT -> time.advance(Duration.ofMillis(random.nextInt(300)));
      case EVICTION -> server.store().remove(List.of(name(key)));
      case FAILOVER -> failover();
      case CUT_READS -> process.link.cutReads();
      case CUT_WRITES -> process.link.cutWrites();
      case STALL_READS -> process.link.stallReads();
      case CRASH -> crash(slot);
    }
  }

  /**
   * A replica takes over that has not heard of the last moments, and every connection is lost. What
   * is promised then (C12): stale until each living writer has connected and replayed what it
   * removed; what a dead one removed may stay.
   */
  private void failover() {
    for (int key = 0; key < KEYS; key++) {
      byte[] old = replica.get(key);
      server.store().remove(List.of(name(key)));
      if (old != null) {
        server.store().put(name(key), old, new Lifetime(60_000, 60_000, 60_000, 0));
      }
    }
    replayed = time.elapsed().plus(REPLAYED);
    for (int key = 0; key < KEYS; key++) {
      for (Process process : processes) {
        process.invalidated[key] = 0;
      }
      confirmed.get(key).keySet().retainAll(removedByTheLiving(key));
      confirmed.get(key).replaceAll((version, when) -> replayed);
    }
    for (Process process : processes) {
      process.link.cutReads();
      process.link.cutWrites();
    }
  }

  private Set<Integer> removedByTheLiving(int key) {
    Set<Integer> removed = new HashSet<>();
    for (Process process : processes) {
      removed.addAll(process.removed.get(key));
    }
    return removed;
  }

  /** Another process takes its place. What it had yet to replay after a failover is lost. */
  private void crash(int slot) {
    processes[slot].link.kill();
    processes[slot] = new Process();
    for (int key = 0; key < KEYS; key++) {
      Set<Integer> living = removedByTheLiving(key);
      confirmed
          .get(key)
          .entrySet()
          .removeIf(
              removal ->
                  removal.getValue().compareTo(time.elapsed()) > 0
                      && !living.contains(removal.getKey()));
    }
  }

  /** What the replica has: the state of a little while ago. */
  private void replicate() {
    for (int key = 0; key < KEYS; key++) {
      replica.set(key, server.store().get(name(key)).toCompletableFuture().join());
    }
  }

  private void read(Process process, int key, Freshness freshness) {
    Floor floor = floor(process, key, freshness);
    Loader<String, String> loader = asked -> "v" + seen[Integer.parseInt(asked)];
    String started = "read " + key + " of " + freshness + " begun at " + time.elapsed();
    process
        .cache
        .async()
        .get(Integer.toString(key), loader, freshness)
        .whenComplete(
            (value, error) -> {
              if (value != null) {
                judge(started, value, floor);
              }
            });
  }

  private Floor floor(Process process, int key, Freshness freshness) {
    int own = process.invalidated[key];
    Duration horizon = (freshness == Freshness.STRICT) ? time.elapsed() : time.elapsed().minus(LAG);
    int all =
        confirmed.get(key).entrySet().stream()
            .filter(entry -> entry.getValue().compareTo(horizon) < 0)
            .mapToInt(Map.Entry::getKey)
            .max()
            .orElse(0);
    return (own >= all)
        ? new Floor(own, "C2 (own invalidation)")
        : new Floor(all, (freshness == Freshness.STRICT) ? "C4 (strict)" : "C3 (within the lag)");
  }

  private void judge(String read, String value, Floor floor) {
    answers++;
    if (version(value) < floor.version()) {
      violations.add(
          "seed %d: %s returned %s at %s, expected v%d or later by %s"
              .formatted(seed, read, value, time.elapsed(), floor.version(), floor.promise()));
    }
  }

  /** A commit, and the invalidation a little later; other things happen in between. */
  private void write(Process process, int key) {
    int version = ++database[key];
    time.schedule(Duration.ofMillis(random.nextInt(20)), () -> invalidate(process, key, version));
  }

  /**
   * A commit inside a write intent: from the commit on, whatever becomes of the process, reads that
   * begin more than the lag later must see it.
   */
  private void transact(Process process, int key) {
    int[] version = new int[1];
    process
        .cache
        .async()
        .write(
            List.of(Integer.toString(key)),
            () -> {
              CompletableFuture<Integer> commit = new CompletableFuture<>();
              time.schedule(
                  Duration.ofMillis(random.nextInt(200)),
                  () -> {
                    version[0] = ++database[key];
                    if (process.link.hasNoted(name(key))) {
                      confirmed.get(key).putIfAbsent(version[0], time.elapsed());
                    }
                    commit.complete(version[0]);
                  });
              return commit;
            })
        .whenComplete(
            (done, error) -> {
              if (error == null && process.cache.stats().pendingInvalidations() == 0) {
                confirm(process, key, version[0]);
              }
            });
  }

  private void invalidate(Process process, int key, int version) {
    process
        .cache
        .async()
        .invalidate(Integer.toString(key))
        .whenComplete(
            (done, error) -> {
              if (error == null) {
                confirm(process, key, version);
              }
            });
  }

  /** A living process knows that the server has removed what was there before this version. */
  private void confirm(Process process, int key, int version) {
    if (process.link.isDead()) {
      return;
    }
    process.removed.get(key).add(version);
    if (time.elapsed().compareTo(replayed) < 0) {
      confirmed.get(key).putIfAbsent(version, replayed); // it may have been before the failover
    } else {
      confirmed.get(key).putIfAbsent(version, time.elapsed());
      process.invalidated[key] = Math.max(process.invalidated[key], version);
    }
  }

  /** Runs user code: loaders look at the database at one time and return at a later one. */
  private void execute(Runnable task) {
    time.schedule(
        Duration.ofNanos(random.nextInt(3_000_000)),
        () -> {
          int[] snapshot = database.clone();
          int longer = (random.nextInt(20) == 0) ? 3_000_000 : 20_000;
          time.schedule(
              Duration.ofNanos(1_000L * random.nextInt(longer)),
              () -> {
                seen = snapshot;
                task.run();
              });
        });
  }

  /** Each key is invalidated once more and read everywhere: all must agree with the database. */
  private void checkQuiet() {
    for (int key = 0; key < KEYS; key++) {
      invalidate(processes[0], key, database[key]);
    }
    time.advance(CALM);
    for (int round = 0; round < 2; round++) {
      for (int key = 0; key < KEYS; key++) {
        for (Process process : processes) {
          read(process, key, Freshness.NORMAL);
        }
      }
      time.advance(CALM);
    }
    for (Process process : processes) {
      localHits += process.cache.stats().localHits();
      if (process.cache.stats().loadsInFlight() != 0
          || process.cache.stats().pendingInvalidations() != 0) {
        violations.add("seed " + seed + ": something is still under way: " + process.cache.stats());
      }
    }
  }

  private static byte[] name(int key) {
    return ("k:" + key).getBytes(StandardCharsets.US_ASCII);
  }

  private static int version(String value) {
    return Integer.parseInt(value.substring(1));
  }

  List<String> violations() {
    return violations;
  }

  Map<Event, Integer> happened() {
    return happened;
  }

  int answers() {
    return answers;
  }

  long localHits() {
    return localHits;
  }
}
