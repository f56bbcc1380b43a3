package dev.aside.testkit.simulation;

import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Caches;
import dev.aside.spi.Backend;
import dev.aside.spi.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One process of the fleet: a clock of its own, two connections to the server, and threads for user
 * code. A process that has crashed does nothing more, and another takes its {@link #number}.
 *
 * <p>Confined to the simulation and its threads.
 */
public final class SimulatedProcess {
  /** How long it takes a thread to begin. */
  private static final int MAX_START_MICROS = 3_000;

  private static final double MAX_DRIFT = 0.005;

  /** Two seconds until the canary is missed, and the way of the messages. */
  private static final long MAX_UNINFORMED_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);

  private final World world;
  private final VersionedDatabase database;
  private final SimulatedRedis server;
  private final int number;
  private final boolean inline;
  private final ProcessClock clock;
  private final SimulatedBackend backend;
  private final Environment environment;
  private final Caches caches;
  private final List<AsideCache<?, ?>> built = new ArrayList<>();
  private long pausedUntil;
  private long informedAtSuspension = Long.MAX_VALUE;

  SimulatedProcess(World world, Simulation simulation, int number, boolean inline) {
    this.world = world;
    this.database = simulation.database();
    this.server = simulation.server();
    this.number = number;
    this.inline = inline;
    double pace = 1 - MAX_DRIFT + 2 * MAX_DRIFT * world.random.nextDouble();
    clock = new ProcessClock("process " + number, world.time, world.random.nextLong(), pace);
    Supplier<RedisNode> address = () -> server.addressFor(this);
    backend = new SimulatedBackend(world, clock, address, "aside:hb:" + number);
    environment = new Environment(clock, world.random, this::execute);
    caches = Caches.over(backend, environment, "");
    world.living.add(this);
    backend.start();
  }

  /** Its place in the fleet, from 0. */
  public int number() {
    return number;
  }

  // What user code is given

  /**
   * A cache with text keys. Its methods may wait: on a thread of the simulation time goes on
   * meanwhile, and called from the test itself they move time until they are done. It ends with the
   * process; {@code close} does nothing.
   *
   * @param settings as for any cache, {@code builder -> builder.ttl(...)}
   */
  public <V> AsideCache<String, V> cache(
      String name, Codec<V> codec, UnaryOperator<CacheBuilder<String, V>> settings) {
    AsideCache<String, V> real = settings.apply(caches.builder(name, String.class, codec)).build();
    built.add(real);
    return BlockingCalls.over(real, this);
  }

  /** As {@link #cache(String, Codec, UnaryOperator)} with the default settings. */
  public <V> AsideCache<String, V> cache(String name, Codec<V> codec) {
    return cache(name, codec, builder -> builder);
  }

  /** The database that all processes share. */
  public VersionedDatabase database() {
    return database;
  }

  /** The server that all processes share. */
  public SimulatedRedis server() {
    return server;
  }

  /** For code that builds its own caches, or none: the server as this process sees it. */
  public Backend backend() {
    return backend;
  }

  /** This process's clock, chance, and threads. */
  public Environment environment() {
    return environment;
  }

  /**
   * Calls {@code body}, which may wait, on a thread of this process: at once, or when a process
   * that is stopped goes on.
   *
   * @return ends as the body does; never, if the process crashes before
   */
  public <T extends @Nullable Object> CompletableFuture<T> call(Callable<T> body) {
    CompletableFuture<T> result = new CompletableFuture<>();
    clock.run(() -> onThread(() -> complete(result, body)));
    return result;
  }

  private static <T extends @Nullable Object> void complete(
      CompletableFuture<T> result, Callable<T> body) {
    try {
      result.complete(body.call());
    } catch (Exception | AssertionError error) { // the body's, for whoever waits
      result.completeExceptionally(error);
    }
  }

  /** The result of {@code stage}; time goes on until it is there. */
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    return world.await(stage);
  }

  void settle(CompletableFuture<?> future) {
    world.settle(future);
  }

  private void execute(Runnable task) {
    long start = 1_000L * world.random.nextInt(MAX_START_MICROS);
    clock.schedule(start, () -> begin(task));
  }

  private void begin(Runnable task) {
    if (inline) {
      long looksAt = world.time.now();
      clock.schedule(world.databaseNanos(), () -> database.runAsOf(looksAt, task));
    } else {
      onThread(task);
    }
  }

  private void onThread(Runnable body) {
    world.threads.run(body, resumption -> world.time.after(0, () -> clock.run(resumption)));
  }

  // Faults

  /** The connection for reads and announcements. */
  public SimulatedLink reads() {
    return backend.reads();
  }

  /** The connection for everything else. */
  public SimulatedLink writes() {
    return backend.writes();
  }

  /** Stops for so long, as by SIGSTOP: nothing happens in it, and then everything in order. */
  public void pause(Duration pause) {
    if (isAlive() && !clock.isPaused()) {
      world.coverage.count(Fault.PROCESS_PAUSED);
      pausedUntil = world.time.now() + pause.toNanos();
      clock.pause(pause.toNanos());
    }
  }

  /**
   * The machine stands still for so long, as a virtual one does that is moved: as {@link #pause},
   * but by its monotonic clock no time has passed.
   */
  public void suspend(Duration suspension) {
    if (isRunning()) {
      world.coverage.count(Fault.PROCESS_SUSPENDED);
      // By its clock, which stands still, what it may not have heard by now is no older later on.
      informedAtSuspension = world.time.now() - world.lagNanos;
      pausedUntil = world.time.now() + suspension.toNanos();
      clock.suspend(suspension.toNanos());
    }
  }

  /** Dies, as by SIGKILL, with everything that it alone knew. */
  public void crash() {
    if (isAlive()) {
      world.coverage.count(Fault.PROCESS_CRASHED);
      world.living.remove(this);
      clock.die();
      backend.close();
    }
  }

  /** Whether it has not crashed. */
  public boolean isAlive() {
    return !clock.isDead();
  }

  /** Whether it does anything now: it lives and is not stopped. */
  public boolean isRunning() {
    return isAlive() && !clock.isPaused();
  }

  /** Whether copies in its memory may be served now. */
  public boolean isCoherent() {
    return backend.simulatedCoherence().isTrusted();
  }

  /** The thread that next looks whether a copy may be served loses its processor for so long. */
  public void preemptNextLook(Duration pause) {
    backend
        .simulatedCoherence()
        .preempt(
            () -> {
              world.coverage.count(Fault.THREAD_PREEMPTED);
              world.pass(pause.toNanos());
            });
  }

  // What the judge asks

  ProcessClock clock() {
    return clock;
  }

  Promises promises() {
    return world.promises;
  }

  /** Until when it has surely heard of changes, as long as it cannot know better. */
  long informedUntilNanos() {
    if (!clock.isYetToNotice()) {
      informedAtSuspension = Long.MAX_VALUE;
    }
    long until = Math.min(backend.reads().informedUntilNanos(), informedAtSuspension);
    long from = Math.max(Math.max(until, backend.reads().missedFromNanos()), pausedUntil);
    boolean canKnow = world.time.now() - from > MAX_UNINFORMED_NANOS;
    return canKnow ? Long.MAX_VALUE : until;
  }

  /** Whether it has said again what a server of then may not know. */
  boolean hasReplayedSince(long nanos) {
    return backend.recoveredNanos() > nanos && pendingInvalidations() == 0;
  }

  long pendingInvalidations() {
    return built.stream().mapToLong(cache -> cache.stats().pendingInvalidations()).sum();
  }

  /** What was yet to go wrong does not. */
  void calm() {
    backend.reads().calm();
    backend.writes().calm();
    backend.simulatedCoherence().calm();
  }

  /** Whether nothing is under way and everything stands. */
  boolean isQuiet() {
    return isRunning()
        && backend.isAnswering()
        && backend.reads().informedUntilNanos() == Long.MAX_VALUE
        && isCoherent()
        && built.stream()
            .allMatch(
                cache ->
                    cache.stats().pendingInvalidations() == 0
                        && cache.stats().loadsInFlight() == 0);
  }

  List<AsideCache<?, ?>> caches() {
    return built;
  }
}
