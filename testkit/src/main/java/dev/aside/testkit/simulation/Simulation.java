package dev.aside.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of processes on one server, in one thread and in virtual time. Everything that is left to
 * chance is drawn from one seed, so that the same seed gives the same run, on every machine.
 *
 * <pre>{@code
 * Simulation simulation =
 *     Simulation.seed(7)
 *         .processes(3)
 *         .of(process -> new Users(process.cache("user", CODEC), process.database()))
 *         .reads((users, id) -> users.find(id).version())
 *         .writes((users, id) -> users.rename(id))
 *         .run();
 * assertEquals(List.of(), simulation.violations());
 * }</pre>
 *
 * <p>Or step by step, with {@link SimulationBuilder#open}: time stands still until {@link #advance}
 * moves it, or a call waits for something.
 *
 * <p>Confined to the thread that made it. Close it, so that threads that wait in it end.
 */
public final class Simulation implements AutoCloseable {
  private final World world;
  private final VersionedDatabase database;
  private final SimulatedRedis server;
  private final List<SimulatedProcess> processes = new ArrayList<>();
  private final boolean inline;

  Simulation(SimulationBuilder from) {
    world = new World(from.seed, from.maxLag.toNanos(), from.trace);
    database = new VersionedDatabase(world);
    server = new SimulatedRedis(world);
    inline = from.inline;
    for (int i = 0; i < from.processes; i++) {
      processes.add(new SimulatedProcess(world, this, i, inline));
    }
  }

  /** A simulation that is yet to be set up. */
  public static SimulationBuilder seed(long seed) {
    return new SimulationBuilder(seed);
  }

  /** The process of this number now, from 0: the one that has not crashed, or has crashed last. */
  public SimulatedProcess process(int number) {
    return processes.get(number);
  }

  /** Those of now, by number. */
  public List<SimulatedProcess> processes() {
    return List.copyOf(processes);
  }

  /** Starts a new process in the place of {@code crashed}, which crashes if it has not yet. */
  public SimulatedProcess restart(SimulatedProcess crashed) {
    crashed.crash();
    SimulatedProcess next = new SimulatedProcess(world, this, crashed.number(), inline);
    processes.set(crashed.number(), next);
    return next;
  }

  /** The server that they share. */
  public SimulatedRedis server() {
    return server;
  }

  /** The database that they share. */
  public VersionedDatabase database() {
    return database;
  }

  /** Lets everything happen that happens within {@code duration}. */
  public void advance(Duration duration) {
    world.time.advanceTo(world.time.now() + duration.toNanos());
  }

  /** How much time has passed in the simulation. */
  public Duration elapsed() {
    return Duration.ofNanos(world.time.now());
  }

  /**
   * The result of {@code stage}; time goes on until it is there.
   *
   * @throws IllegalStateException if it is not there after ten minutes
   * @throws RuntimeException what the stage has failed with; a checked exception as its cause
   */
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    return world.await(stage);
  }

  /**
   * Which reads have returned what they may no longer return, and what else must not be, each with
   * the seed and the time; empty if all was well.
   */
  public List<String> violations() {
    return List.copyOf(world.promises.violations());
  }

  /** How many reads have been judged. */
  public long judged() {
    return world.promises.judged();
  }

  /** How often each kind of fault has hit something. */
  public Map<Fault, Integer> faults() {
    return world.coverage.hits();
  }

  /** Ends the threads that still wait. The results can be asked for afterwards too. */
  @Override
  public void close() {
    world.threads.close();
  }

  Duration maxLag() {
    return Duration.ofNanos(world.lagNanos);
  }

  World world() {
    return world;
  }
}
